import { describe, expect, it } from 'vitest';
import { urlRequestOf } from '../../../app/http/url-request.ts';

const event = {
  version: '2.0',
  rawPath: '/slack',
  rawQueryString: 'a=1&a=2',
  headers: { 'X-Slack-Signature': 'v0=1' },
  requestContext: { timeEpoch: 5, http: { method: 'POST', path: '/slack' } },
};

describe('A request to a function URL', () => {
  it('gives the bytes that were sent, also where they came as base64, as forms do', () => {
    const bytes = Buffer.from([0x70, 0xff, 0x3d]);
    const read = urlRequestOf({ ...event, body: bytes.toString('base64'), isBase64Encoded: true });
    expect(Buffer.from(read.body)).toEqual(bytes);
    expect(read).toMatchObject({ method: 'POST', path: '/slack', arrivedAt: 5 });
    expect(read.query.getAll('a')).toEqual(['1', '2']);
    expect(read.headers['x-slack-signature']).toBe('v0=1');
    expect(read).not.toHaveProperty('caller');
  });

  it('without a body has no bytes; text is as it is', () => {
    expect(urlRequestOf(event).body).toHaveLength(0);
    expect(Buffer.from(urlRequestOf({ ...event, body: 'ü' }).body).toString()).toBe('ü');
  });

  it('says who signed it', () => {
    const authorizer = { iam: { userArn: 'arn:aws:iam::1:user/ana' } };
    const signed = { ...event, requestContext: { ...event.requestContext, authorizer } };
    expect(urlRequestOf(signed).caller).toEqual({ arn: 'arn:aws:iam::1:user/ana' });
  });

  it('that is none is refused', () => {
    expect(() => urlRequestOf({ Records: [] })).toThrow();
  });
});

describe('A request to an API', () => {
  const event = {
    resource: '/',
    path: '/',
    httpMethod: 'POST',
    headers: { 'Content-Type': 'application/json' },
    multiValueQueryStringParameters: { a: ['1', '2'] },
    requestContext: { requestTimeEpoch: 5, identity: { userArn: 'arn:aws:iam::1:user/ana' } },
    body: '{"command":"abort"}',
    isBase64Encoded: false,
  };

  it('is read like one to a function URL', () => {
    const read = urlRequestOf(event);
    expect(read).toMatchObject({
      method: 'POST',
      path: '/',
      arrivedAt: 5,
      headers: { 'content-type': 'application/json' },
      caller: { arn: 'arn:aws:iam::1:user/ana' },
    });
    expect(read.query.getAll('a')).toEqual(['1', '2']);
    expect(Buffer.from(read.body).toString()).toBe('{"command":"abort"}');
  });

  it('that nobody signed has no caller, and may have neither body nor query', () => {
    const identity = { userArn: null };
    const read = urlRequestOf({
      ...{ ...event, headers: null, multiValueQueryStringParameters: null, body: null },
      requestContext: { ...event.requestContext, identity },
    });
    expect(read).not.toHaveProperty('caller');
    expect(read.body).toHaveLength(0);
  });
});

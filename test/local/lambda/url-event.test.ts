import { describe, expect, it } from 'vitest';
import { type UrlRequest, urlEvent } from '../../../local/lambda/url-event.ts';
import { utf8 } from '../../../local/transport/wire.ts';

const options = {
  urlId: 'abc123',
  region: 'us-east-1',
  requestId: 'id-1',
  now: Date.UTC(2020, 2, 12, 19, 3, 58, 390),
  caller: undefined,
};
const eventOf = (request: Partial<UrlRequest>, more: Partial<Parameters<typeof urlEvent>[1]> = {}) =>
  urlEvent(
    { method: 'GET', path: '/', query: '', headers: {}, body: new Uint8Array(), ...request },
    { ...options, ...more },
  );

describe('The event of a function’s URL', () => {
  it('has all that AWS documents of payload format 2.0', () => {
    const event = eventOf(
      {
        method: 'POST',
        path: '/my/a%20path',
        query: 'parameter1=value1&parameter1=value2&parameter2=a+b%20c',
        headers: {
          host: '127.0.0.1:4566',
          'user-agent': 'agent',
          'content-type': 'text/plain',
          header2: 'value1,value2',
          cookie: 'cookie1; cookie2=x',
          'x-forwarded-for': '6.6.6.6',
        },
        body: utf8('Hello from client!'),
      },
      {
        caller: {
          accessKey: 'AKIA',
          accountId: '000000000000',
          userArn: 'arn:aws:iam::000000000000:user/AKIA',
        },
      },
    );
    expect(event).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/my/a%20path',
      rawQueryString: 'parameter1=value1&parameter1=value2&parameter2=a+b%20c',
      cookies: ['cookie1', 'cookie2=x'],
      headers: {
        host: '127.0.0.1:4566',
        'user-agent': 'agent',
        'content-type': 'text/plain',
        header2: 'value1,value2',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '4566',
        'x-forwarded-proto': 'http',
      },
      queryStringParameters: { parameter1: 'value1,value2', parameter2: 'a b c' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'abc123',
        authorizer: {
          iam: {
            accessKey: 'AKIA',
            accountId: '000000000000',
            callerId: 'AKIA',
            cognitoIdentity: null,
            principalOrgId: null,
            userArn: 'arn:aws:iam::000000000000:user/AKIA',
            userId: 'AKIA',
          },
        },
        domainName: 'abc123.lambda-url.us-east-1.on.aws',
        domainPrefix: 'abc123',
        http: {
          method: 'POST',
          path: '/my/a path',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'agent',
        },
        requestId: 'id-1',
        routeKey: '$default',
        stage: '$default',
        time: '12/Mar/2020:19:03:58 +0000',
        timeEpoch: 1584039838390,
      },
      body: 'Hello from client!',
      isBase64Encoded: false,
    });
  });

  it('leaves out what there is none of, and is anonymous where nobody signed', () => {
    const event = eventOf({});
    for (const absent of ['cookies', 'queryStringParameters', 'body']) {
      expect(event).not.toHaveProperty(absent);
    }
    expect(event.requestContext).toMatchObject({ accountId: 'anonymous' });
    expect(event.requestContext).not.toHaveProperty('authorizer');
    expect(event.isBase64Encoded).toBe(false);
  });

  it.each([
    ['application/json', false],
    ['application/json; charset=utf-8', false],
    ['text/csv', false],
    ['application/xml', false],
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
    ['application/jsonlines', true],
    [undefined, true],
  ])('has a body of type %s as base64: %s', (type, isBase64Encoded) => {
    const event = eventOf({ headers: { ...(type && { 'content-type': type }) }, body: utf8('payload=%7B') });
    expect(event).toMatchObject({
      isBase64Encoded,
      body: isBase64Encoded ? Buffer.from('payload=%7B').toString('base64') : 'payload=%7B',
    });
  });

  it('survives a path that is not percent-encoded as it should be', () => {
    expect(eventOf({ path: '/%zz' }).requestContext.http.path).toBe('/%zz');
  });
});

import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpFront, startHttpFront } from '../../../local/transport/http-front.ts';
import { utf8, type WireRequest } from '../../../local/transport/wire.ts';

let front: HttpFront;
let seen: WireRequest[];
beforeEach(async () => {
  seen = [];
  front = await startHttpFront(
    {
      dispatch: async (wire) => {
        seen.push(wire);
        return { status: 201, headers: { 'x-answer': 'yes' }, body: utf8('answer') };
      },
    },
    0,
    {
      '/_beside': { fetch: async (asked) => new Response(`read ${(await asked.arrayBuffer()).byteLength}`) },
    },
    { object: 1000, request: 100, page: 10 },
  );
});
afterEach(() => front.close());

const ask = (
  path: string,
  headers: Record<string, string> = {},
  body = '',
  method = 'PUT',
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port: front.port, method, path, headers }, (incoming) => {
      let text = '';
      incoming.on('data', (chunk) => {
        text += chunk;
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });

describe('the HTTP front', () => {
  it('hands on requests as they were sent: raw path, query, headers in lower case, bytes', async () => {
    expect(await ask('/bucket/../a%2Fb?versionId=1&x=', { 'X-Amz-Meta-A': 'b' }, 'bytes')).toEqual({
      status: 201,
      text: 'answer',
    });
    expect(seen[0]).toMatchObject({
      method: 'PUT',
      path: '/bucket/../a%2Fb',
      headers: { 'x-amz-meta-a': 'b' },
    });
    expect([...(seen[0]?.query ?? [])]).toEqual([
      ['versionId', '1'],
      ['x', ''],
    ]);
    expect(Buffer.from(seen[0]?.body ?? []).toString()).toBe('bytes');
  });

  it.each([
    ['a foreign Host (DNS rebinding)', { host: 'evil.example' }],
    ['a page of another origin', { origin: 'http://evil.example' }],
    ['a page of another local port', { origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', { origin: 'null' }],
    ['an image or a link of another site', { 'sec-fetch-site': 'cross-site' }],
    ['an image or a link of another local port', { 'sec-fetch-site': 'same-site' }],
  ])('refuses %s before any service sees it', async (_, headers) => {
    expect((await ask('/', headers)).status).toBe(403);
    expect(seen).toEqual([]);
  });

  it.each(['same-origin', 'none'])(
    'answers its own pages, and addresses that are typed: %s',
    async (site) => {
      expect((await ask('/', { 'sec-fetch-site': site })).status).toBe(201);
    },
  );

  const queryOf = (service: string, Action: string) =>
    `/?${new URLSearchParams({ Action, 'X-Amz-Credential': `any/-/us-east-1/${service}/aws4_request` })}`;

  it.each([
    queryOf('sns', 'Publish'),
    queryOf('sqs', 'SendMessage'),
    queryOf('sqs', 'ReceiveMessage'),
    queryOf('monitoring', 'PutMetricAlarm'),
    queryOf('sns', 'Getaway'),
    '/endpoints/iris/invocations',
  ])('takes no change by GET, which any page’s image can send: %s', async (path) => {
    for (const method of ['GET', 'HEAD']) expect((await ask(path, {}, '', method)).status).toBe(405);
    expect(seen).toEqual([]);
    expect((await ask(path, {}, '', 'POST')).status).toBe(201);
  });

  it.each([
    queryOf('sns', 'ListTopics'),
    queryOf('sns', 'ConfirmSubscription'),
    queryOf('sns', 'Unsubscribe'),
    queryOf('sts', 'GetCallerIdentity'),
    '/bucket/key',
    '/2015-03-31/functions/',
  ])('lets be read by GET: %s', async (path) => {
    expect((await ask(path, {}, '', 'GET')).status).toBe(201);
  });

  it.each([
    ['an object', '/bucket/key', 1000, {}],
    [
      'a call',
      '/',
      100,
      { authorization: 'AWS4-HMAC-SHA256 Credential=a/20260105/us-east-1/sqs/aws4_request, Signature=0' },
    ],
    ['a page beside AWS', '/_beside/x', 10, {}],
  ])('bounds the body of %s, told beforehand or not', async (_, path, most, headers) => {
    const chunked = { ...headers, 'transfer-encoding': 'chunked' };
    for (const sent of [headers, chunked]) {
      expect((await ask(path, sent, 'x'.repeat(most))).status).toBeLessThan(300);
      const count = seen.length;
      expect(await ask(path, sent, 'x'.repeat(most + 1))).toEqual({
        status: 413,
        text: `The local AWS takes at most ${most} bytes in such a request.\n`,
      });
      expect(seen).toHaveLength(count);
    }
  });

  it('says that a port is taken', async () => {
    await expect(
      startHttpFront({ dispatch: () => Promise.reject(new Error('unused')) }, front.port),
    ).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { postOverHttp } from '../../../local/sns/http-post.ts';

/** A server on the loopback interface that answers every request alike, and what it was sent. */
async function endpoint(status: number, headers: Record<string, string> = {}) {
  const seen: { method: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method, headers: request.headers, body });
    response.writeHead(status, headers).end('done');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return {
    url,
    seen,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

test('a post brings its headers and body, and the status back', async () => {
  await using to = await endpoint(418);
  const headers = {
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
  };
  expect(await postOverHttp({ url: to.url, headers, body: '{"a":1}' })).toBe(418);
  expect(to.seen).toMatchObject([{ method: 'POST', body: '{"a":1}', headers }]);
});

test('a redirect is not followed', async () => {
  await using elsewhere = await endpoint(200);
  await using to = await endpoint(307, { location: elsewhere.url });
  expect(await postOverHttp({ url: to.url, headers: {}, body: 'x' })).toBe(307);
  expect(elsewhere.seen).toEqual([]);
});

test('an endpoint that is not there is an error', async () => {
  const { url, [Symbol.asyncDispose]: close } = await endpoint(200);
  await close();
  await expect(postOverHttp({ url, headers: {}, body: 'x' })).rejects.toThrow();
});

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
  );
});
afterEach(() => front.close());

const ask = (
  path: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port: front.port, method: 'PUT', path, headers },
      (incoming) => {
        let text = '';
        incoming.on('data', (chunk) => {
          text += chunk;
        });
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
      },
    );
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
  ])('refuses %s before any service sees it', async (_, headers) => {
    expect((await ask('/', headers)).status).toBe(403);
    expect(seen).toEqual([]);
  });

  it('says that a port is taken', async () => {
    await expect(
      startHttpFront({ dispatch: () => Promise.reject(new Error('unused')) }, front.port),
    ).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});

import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signedPost } from '../../../cli/aws/signed-post.ts';

const secret = 'a secret key';
const client = new LambdaClient({
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIAANA', secretAccessKey: secret },
});

let server: Server;
let url: string;
let statuses: number[];
let received: { request: IncomingMessage; body: string }[];

beforeEach(async () => {
  statuses = [];
  received = [];
  server = createServer(async (request, response) => {
    received.push({ request, body: await text(request) });
    response.writeHead(statuses.shift() ?? 200, { 'x-amzn-errortype': 'TooManyRequestsException:' });
    response.end('{"done":"nothing"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_url/f/`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const sha256 = (data: string) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();

/** The signature as AWS computes it (IAM guide, "Create a signed AWS API request"). */
function signatureOf({ method, url: path, headers }: IncomingMessage, body: string): string {
  const [, date = '', names = ''] =
    /Credential=AKIAANA\/(\d{8})\/eu-west-1\/lambda\/aws4_request, SignedHeaders=([^,]+),/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const signed = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const canonical = `${method}\n${path}\n\n${signed.join('')}\n${names}\n${sha256(body)}`;
  const scope = `${date}/eu-west-1/lambda/aws4_request`;
  const toSign = `AWS4-HMAC-SHA256\n${headers['x-amz-date']}\n${scope}\n${sha256(canonical)}`;
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), 'eu-west-1'), 'lambda'), 'aws4_request');
  return hmac(key, toSign).toString('hex');
}

describe('A signed POST', () => {
  it('arrives whole, with a signature that AWS would compute too', async () => {
    const json = '{"reason":"Señor Núñez said so"}';
    expect(await signedPost(client, { url, service: 'lambda' }, json)).toMatchObject({
      status: 200,
      body: '{"done":"nothing"}',
    });
    const [{ request, body } = { request: {} as IncomingMessage, body: '' }] = received;
    expect([request.method, request.url, body]).toEqual(['POST', '/_url/f/', json]);
    expect(request.headers['content-type']).toBe('application/json');
    expect(request.headers.authorization).toContain('SignedHeaders=');
    expect(request.headers.authorization).toContain(`Signature=${signatureOf(request, body)}`);
    // The host is signed, so that a request for one URL is good for no other.
    expect(request.headers.authorization).toMatch(/SignedHeaders=[^,]*\bhost\b/);
  });

  it('is sent again where Lambda had no room to run it, as often as there are pauses', async () => {
    statuses = [429, 503];
    expect(await signedPost(client, { url, service: 'lambda' }, '{}', [0, 0])).toMatchObject({ status: 200 });
    statuses = [429, 429];
    expect(await signedPost(client, { url, service: 'lambda' }, '{}', [0])).toMatchObject({
      ...{ status: 429, errorType: 'TooManyRequestsException' },
    });
    expect(received).toHaveLength(5);
  });

  it.each([400, 403, 500, 502])('is not sent again after %d', async (status) => {
    statuses = [status];
    expect(await signedPost(client, { url, service: 'lambda' }, '{}', [0])).toMatchObject({ status });
    expect(received).toHaveLength(1);
  });
});

import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Post, pinnedPost } from '../../../adapters/gates/pinned-post.ts';
import { askWebhook, type WebhookDependencies } from '../../../adapters/gates/webhook.ts';
import { checkAnswerOf } from '../../../core/gates/check-answer.ts';
import { rolloutName } from '../../../core/release.ts';
import { aRollout, instantMs } from '../../support/builders.ts';
import { selfSigned } from '../../support/self-signed.ts';
import { anAbout } from './questions.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Heard {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Answer = (response: ServerResponse, heard: Heard) => void;

/** A receiver on this machine: answers by `answer`, and says what it heard. */
async function receiver(answer: Answer, tls?: { key: string; cert: string }) {
  const heard: Heard[] = [];
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
    heard.push(one);
    answer(response, one);
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { heard, port, origin: `http://127.0.0.1:${port}` };
}

const json =
  (value: unknown, status = 200): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

const signingKey = 'a key of the webhooks';
const means = (over: Partial<WebhookDependencies>): WebhookDependencies => ({
  post: pinnedPost(),
  resolve: async () => {
    throw new Error('not to be asked');
  },
  io: (work) => work(),
  now: () => instantMs,
  allowedHosts: [],
  signingKey: async () => signingKey,
  ...over,
});

/** Asks the receiver that answers so. */
async function asked(
  answer: Answer,
  over: Partial<WebhookDependencies> = {},
  about = anAbout(),
  mayAnswerLater = true,
) {
  const { origin, heard } = await receiver(answer);
  const action = { kind: 'webhook', url: `${origin}/check?team=ml`, mayAnswerLater } as const;
  const answered = await askWebhook(means({ allowedHosts: [origin], ...over }), action, about);
  // Whatever it is, the gate understands it.
  expect(checkAnswerOf(answered)).toEqual(answered);
  return { answered, heard };
}

describe('A webhook', () => {
  it('is asked by a POST that says what it is about', async () => {
    const rollout = aRollout();
    const { heard } = await asked(
      json({ verdict: 'pass' }),
      {},
      anAbout({ callbackUrl: 'https://call/back?link=x' }),
    );
    expect(heard).toHaveLength(1);
    const [{ method, url, headers, body } = { body: '' } as Heard] = heard;
    expect({ method, url, type: headers?.['content-type'] }).toEqual({
      method: 'POST',
      url: '/check?team=ml',
      type: 'application/json',
    });
    expect(JSON.parse(body)).toEqual({
      id: 'gate#iris-1#before#0',
      gate: 'gate#iris-1#before#0',
      endpoint: 'iris',
      rollout: rolloutName(rollout),
      release: rollout.release.id,
      version: 'v2',
      stage: 'before',
      callbackUrl: 'https://call/back?link=x',
    });
  });

  it('can tell by the signature that it is us, and that the request is new', async () => {
    const { heard } = await asked(json({ verdict: 'pass' }));
    const { headers, body } = heard[0] as Heard;
    const timestamp = headers['x-greenlight-timestamp'];
    expect(timestamp).toBe(String(instantMs / 1000));
    const hex = createHmac('sha256', signingKey).update(`v1:${timestamp}:${body}`).digest('hex');
    expect(headers['x-greenlight-signature']).toBe(`v1=${hex}`);
    expect(JSON.stringify(heard)).not.toContain(signingKey);
  });

  it('can tell a repeated question by its key, which is another one in the next bake', async () => {
    const key = async (bake?: number) => {
      const about = anAbout({ stage: 'during', ...(bake !== undefined && { bake }) });
      const { heard } = await asked(json({ verdict: 'pass' }), {}, about);
      expect(JSON.parse(heard[0]?.body ?? '').bake).toBe(bake);
      return heard[0]?.headers['idempotency-key'];
    };
    expect(await key()).toBe('gate#iris-1#before#0');
    expect(await key(2)).toBe('gate#iris-1#before#0#bake-2');
    expect(await key(2)).toBe(await key(2));
    expect(await key(3)).not.toBe(await key(2));
  });

  it('is not told where to call back if there is no time for it', async () => {
    const about = anAbout({ callbackUrl: 'https://call/back' });
    const { heard } = await asked(json({ verdict: 'pass' }), {}, about, false);
    expect(heard[0]?.body).not.toContain('call/back');
  });

  it.each([
    [{ verdict: 'pass' }],
    [{ verdict: 'fail', reason: 'error budget spent' }],
    [{ verdict: 'later' }],
  ])('says %j', async (said) => {
    const { answered } = await asked(json({ ...said, and: 'more' }));
    expect(answered).toEqual({ kind: 'said', ...said });
  });

  it.each([
    ['no JSON', 'pass'],
    ['nothing', ''],
    ['no verdict', '{"ok": true}'],
    ['another verdict', '{"verdict": "PASS"}'],
    ['a novel as reason', JSON.stringify({ verdict: 'pass', reason: 'x'.repeat(501) })],
    ['a list', '[{"verdict": "pass"}]'],
  ])('that says %s has given no answer', async (_, text) => {
    const { answered } = await asked((response) => response.end(text));
    expect(answered).toMatchObject({ kind: 'refused', why: expect.stringMatching(/^expected \{"verdict"/) });
    if (text !== '') expect(JSON.stringify(answered)).not.toContain('xxx');
  });

  it.each([500, 502, 503, 408, 409, 425, 429])('that answers %i is asked again', async (status) => {
    const { answered } = await asked(json({ verdict: 'pass' }, status));
    expect(answered).toEqual({ kind: 'silent', why: `status ${status}` });
  });

  it.each([400, 401, 403, 404, 410, 422])('that answers %i has refused', async (status) => {
    const { answered } = await asked(json({ verdict: 'pass' }, status));
    expect(answered).toEqual({ kind: 'refused', why: `status ${status}` });
  });

  it.each([301, 302, 303, 307, 308])('that redirects by %i leads nowhere', async (status) => {
    const trap = await receiver(json({ verdict: 'pass' }));
    const { answered } = await asked((response) =>
      response.writeHead(status, { location: trap.origin }).end(),
    );
    expect(answered).toEqual({ kind: 'refused', why: `status ${status}, but redirects are not followed` });
    expect(trap.heard).toEqual([]);
  });

  it('that never ends is cut off', async () => {
    let sent = 0;
    const { answered } = await asked((response) => {
      const more = () => {
        sent += 16_384;
        // Only as fast as it is read: cut off, it is never asked for more.
        response.write('x'.repeat(16_384), () => !response.destroyed && sent < 100_000_000 && more());
      };
      response.on('error', () => {});
      more();
    });
    expect(answered).toEqual({ kind: 'refused', why: 'expected an answer of at most 65536 bytes, got more' });
    expect(sent).toBeLessThan(100_000_000);
  });

  it.each<[string, Answer]>([
    ['answers nothing', () => {}],
    ['stops in the middle', (response) => void response.write('{"verdict":')],
  ])('that %s is not waited for', async (_, answer) => {
    const { answered } = await asked(answer, { timeoutMs: 60 });
    expect(answered).toEqual({ kind: 'silent', why: 'none within 0.06 s' });
  });

  it('whose name takes too long to look up is not waited for', async () => {
    const { answered } = await asked(json({}), { timeoutMs: 20 });
    expect(answered).toMatchObject({ kind: 'refused' });
    const action = { kind: 'webhook', url: 'https://slow.example/', mayAnswerLater: true } as const;
    const slow = means({ allowedHosts: ['*'], timeoutMs: 20, resolve: () => new Promise(() => {}) });
    expect(await askWebhook(slow, action, anAbout())).toEqual({ kind: 'silent', why: 'none within 0.02 s' });
  });

  it('that hangs up is asked again', async () => {
    const { answered } = await asked((response) => void response.socket?.destroy());
    expect(answered).toEqual({ kind: 'silent', why: 'no connection (ECONNRESET)' });
  });

  it('that is not there is asked again; its address is not told', async () => {
    const resolve = async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND inner.example'), { code: 'ENOTFOUND' });
    };
    const action = { kind: 'webhook', url: 'https://inner.example/', mayAnswerLater: true } as const;
    expect(await askWebhook(means({ allowedHosts: ['*'], resolve }), action, anAbout())).toEqual({
      kind: 'silent',
      why: 'no connection (ENOTFOUND)',
    });
  });

  it('is not asked without a key to sign with: that is our fault, and thrown', async () => {
    const { origin, heard } = await receiver(json({ verdict: 'pass' }));
    const action = { kind: 'webhook', url: origin, mayAnswerLater: true } as const;
    const unsigned = means({ allowedHosts: [origin], signingKey: async () => '' });
    await expect(askWebhook(unsigned, action, anAbout())).rejects.toThrow(/signing key: expected a secret/);
    expect(heard).toEqual([]);
  });

  it('is asked as work off the thread, so that virtual time stands still', async () => {
    let leaves = 0;
    const io: WebhookDependencies['io'] = (work) => {
      leaves += 1;
      return work();
    };
    await asked(json({ verdict: 'pass' }), { io });
    expect(leaves).toBe(1);
  });
});

describe('An address that was checked', () => {
  const tls = selfSigned('hooks.example');

  /** Asks https://hooks.example, whose checked address is said to be this machine's: only the dialling is under test. */
  async function dialled(host: string, post: Post) {
    const { port, heard } = await receiver(json({ verdict: 'pass' }), tls);
    const url = new URL(`https://${host}:${port}/check`);
    const signal = AbortSignal.timeout(5000);
    const addresses = [{ address: '127.0.0.1', family: 4 }] as const;
    const posted = post({ url, addresses, headers: {}, body: '{}', signal, maxBytes: 1000 });
    return { posted, heard, port };
  }

  it('is the one that is dialled, under the name that was given', async () => {
    // No resolver knows the name: what was checked is used.
    const { posted, heard, port } = await dialled('hooks.example', pinnedPost(tls.cert));
    expect(await posted).toEqual({ kind: 'answer', status: 200, body: '{"verdict":"pass"}' });
    expect(heard[0]?.headers.host).toBe(`hooks.example:${port}`);
  });

  it('is looked up once only: a name that points elsewhere a moment later leads nowhere', async () => {
    let lookups = 0;
    const resolve = async () => {
      lookups += 1;
      return [{ address: lookups === 1 ? '93.184.215.14' : '127.0.0.1', family: 4 as const }];
    };
    const dialledAddresses: string[] = [];
    const post: Post = async ({ addresses }) => {
      dialledAddresses.push(...addresses.map(({ address }) => address));
      return { kind: 'answer', status: 200, body: '{"verdict":"pass"}' };
    };
    const action = { kind: 'webhook', url: 'https://hooks.example/', mayAnswerLater: true } as const;
    await askWebhook(means({ allowedHosts: ['hooks.example'], resolve, post }), action, anAbout());
    expect({ lookups, dialledAddresses }).toEqual({ lookups: 1, dialledAddresses: ['93.184.215.14'] });
  });

  it('must prove to be the host: a certificate of another is refused, and nothing is sent', async () => {
    const { posted, heard } = await dialled('other.example', pinnedPost(tls.cert));
    await expect(posted).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(heard).toEqual([]);
  });

  it('must prove it by an authority that is trusted', async () => {
    const { posted, heard } = await dialled('hooks.example', pinnedPost());
    await expect(posted).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(heard).toEqual([]);
  });
});

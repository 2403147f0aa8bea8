import { afterEach, describe, expect, it } from 'vitest';
import { type PageOptions, pageApp } from '../../../cli/dashboard/page-app.ts';
import { PageError, type PageSource } from '../../../cli/dashboard/page-source.ts';
import type { ActRequest, StreamMessage } from '../../../core/dashboard/api.ts';

const token = 'the-token-of-this-server';
const host = '127.0.0.1:3100';
const files = new Map([
  ['index.html', { type: 'text/html; charset=utf-8', body: '<base href="/"><script src="app.js"></script>' }],
  ['app.js', { type: 'text/javascript; charset=utf-8', body: 'started()' }],
]);

const asked: { rollout: string; request: ActRequest }[] = [];
const errors: unknown[] = [];
let listeners: ((message: StreamMessage) => void)[] = [];

const source: PageSource = {
  session: async () => ({ as: 'arn:aws:iam::000000000000:root' }) as never,
  endpoints: async () => ({ asOf: '2026-01-05T10:00:00.000Z', endpoints: [] }),
  past: async (endpoint) =>
    endpoint === 'iris' ? { endpoint, asOf: '2026-01-05T10:00:00.000Z', rollouts: [] } : undefined,
  rollout: async (name) => {
    if (name === 'aws-is-out') throw new PageError(502, 'AWS cannot answer at the moment.');
    if (name === 'a-bug') throw new TypeError('secret details');
    return undefined;
  },
  async act(rollout, request) {
    if (rollout !== 'iris-1-1') return undefined;
    asked.push({ rollout, request });
    return { done: true, text: 'done' };
  },
  watch(_, tell) {
    listeners.push(tell);
    return () => {
      listeners = listeners.filter((one) => one !== tell);
    };
  },
  close: async () => {},
};

const app = (over: Partial<PageOptions> = {}) =>
  pageApp({ source, files, base: '/', token, onError: (error) => errors.push(error), ...over });

interface Sent extends RequestInit {
  readonly headers?: Record<string, string>;
}

const send = (path: string, { headers, ...init }: Sent = {}, to = app()) =>
  to.request(`http://${host}${path}`, { ...init, headers: { host, ...headers } });

const cookie = `greenlight_page_3100=${token}`;
const own = { cookie, origin: `http://${host}`, 'content-type': 'application/json' };
const act = (body: unknown, headers: Record<string, string> = own, rollout = 'iris-1-1') =>
  send(`/api/rollouts/${rollout}/actions`, { method: 'POST', headers, body: JSON.stringify(body) });

afterEach(() => {
  asked.length = 0;
  errors.length = 0;
  listeners = [];
});

describe('the token', () => {
  it('comes in the address once, and is a cookie from then on that no script reads and no other site sends', async () => {
    const answer = await send(`/r/iris-1-1?token=${token}&at=2026`);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/r/iris-1-1?at=2026');
    expect(answer.headers.get('set-cookie')).toBe(`${cookie}; Path=/; HttpOnly; SameSite=Strict`);
    expect((await send('/api/session', { headers: { cookie } })).status).toBe(200);
  });

  it.each([
    ['no cookie', {}],
    ['a wrong one', { cookie: 'greenlight_page_3100=another' }],
    ['an empty one', { cookie: 'greenlight_page_3100=' }],
    ['that of another port', { cookie: `greenlight_page_3101=${token}` }],
  ])('is asked for with each request to the API: %s', async (_, headers) => {
    for (const path of ['/api/session', '/api/endpoints', '/api/stream', '/api/rollouts/iris-1-1']) {
      const answer = await send(path, { headers });
      expect([path, answer.status]).toEqual([path, 401]);
      expect(await answer.json()).toEqual({ error: expect.stringContaining('npx greenlight dashboard') });
    }
    expect((await act({ kind: 'abort' }, { ...own, cookie: '', ...headers })).status).toBe(401);
    expect(asked).toEqual([]);
  });

  it('is refused if it is another', async () => {
    const answer = await send('/?token=another');
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null]);
  });

  it('is not needed where the server has none', async () => {
    expect((await send('/api/session', {}, app({ token: undefined as never }))).status).toBe(200);
  });
});

describe('other pages', () => {
  it.each([
    ['under another name', { host: 'evil.example:3100' }],
    ['from another origin', { origin: 'http://evil.example' }],
    ['from another port of this machine', { origin: 'http://127.0.0.1:8000' }],
    ['from a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a page of another port', { 'sec-fetch-site': 'same-site' }],
  ])('are refused: %s', async (_, strange) => {
    for (const path of ['/', '/app.js', '/api/session', '/api/stream', `/?token=${token}`])
      expect([path, (await send(path, { headers: { cookie, ...strange } })).status]).toEqual([path, 403]);
    expect((await act({ kind: 'retry' }, { ...own, ...strange })).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it.each([
    ['without an origin', { cookie, 'content-type': 'application/json' }],
    ['as a form', { ...own, 'content-type': 'application/x-www-form-urlencoded' }],
    ['as text', { ...own, 'content-type': 'text/plain' }],
  ])('cannot change anything: %s', async (_, headers) => {
    expect((await act({ kind: 'retry' }, headers as unknown as Record<string, string>)).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it('get no answer to a preflight', async () => {
    const answer = await send('/api/rollouts/iris-1-1/actions', {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });
});

describe('the page', () => {
  it('stands at its base and at each rollout, without the token, and knows its base', async () => {
    for (const path of ['/_greenlight/', '/_greenlight/r/iris-1-1']) {
      const answer = await send(path, {}, app({ base: '/_greenlight/' }));
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('<base href="/_greenlight/">');
    }
    const script = await send('/_greenlight/app.js', {}, app({ base: '/_greenlight/' }));
    expect([script.headers.get('content-type'), await script.text()]).toEqual([
      'text/javascript; charset=utf-8',
      'started()',
    ]);
  });

  it('runs no script but its own, stands in no frame, and is not kept', async () => {
    const { headers } = await send('/');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'self'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('has no other files', async () => {
    for (const path of ['/index.html', '/../package.json', '/%2e%2e%2fpackage.json', '/constructor', '/a/b'])
      expect([path, (await send(path)).status]).toEqual([path, 404]);
  });
});

describe('the API', () => {
  const get = (path: string) => send(path, { headers: { cookie } });

  it('says what it does not know', async () => {
    for (const path of ['/api/rollouts/iris-9-9', '/api/endpoints/rose/rollouts', '/api/nothing']) {
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await answer.json()).toEqual({ error: expect.any(String) });
    }
    expect((await act({ kind: 'retry' }, own, 'iris-9-9')).status).toBe(404);
  });

  it('takes names only that can be names', async () => {
    for (const path of [
      `/api/rollouts/${'x'.repeat(300)}`,
      '/api/rollouts/%3Cscript%3E',
      '/api/endpoints/-/rollouts',
    ])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    expect(await (await get('/api/rollouts/%3Cscript%3E')).json()).toEqual({
      error: 'No rollout has such a name.',
    });
  });

  it('passes actions on as they are', async () => {
    const request = { kind: 'abort', reason: '<b>scores & such</b>' };
    expect(await (await act(request)).json()).toEqual({ done: true, text: 'done' });
    expect(asked).toEqual([{ rollout: 'iris-1-1', request }]);
  });

  it.each([
    ['an unknown kind', { kind: 'delete' }],
    ['a reason that is too long', { kind: 'abort', reason: 'x'.repeat(501) }],
    ['a text', 'abort'],
  ])('refuses actions with %s', async (_, body) => {
    const answer = await act(body);
    expect([answer.status, await answer.json()]).toEqual([400, { error: expect.any(String) }]);
    expect(asked).toEqual([]);
  });

  it('refuses what is no JSON', async () => {
    const answer = await send('/api/rollouts/iris-1-1/actions', { method: 'POST', headers: own, body: '{' });
    expect(answer.status).toBe(400);
  });

  it('refuses large bodies, whether or not they tell their size', async () => {
    const large = JSON.stringify({ kind: 'abort', reason: 'x'.repeat(20_000) });
    const told = { ...own, 'content-length': String(large.length) };
    const untold = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(large));
        controller.close();
      },
    });
    for (const init of [
      { headers: told, body: large },
      { headers: own, body: untold, duplex: 'half' },
    ]) {
      const answer = await send('/api/rollouts/iris-1-1/actions', { method: 'POST', ...(init as Sent) });
      expect([answer.status, await answer.json()]).toEqual([
        413,
        { error: expect.stringContaining('16384') },
      ]);
    }
    expect(asked).toEqual([]);
  });

  it('has a simulation only where there is one', async () => {
    const answer = await send('/api/simulation', { method: 'POST', headers: own, body: '{}' });
    expect(answer.status).toBe(404);
  });

  it('tells why AWS could not be read, and nothing of what nobody foresaw', async () => {
    const out = await get('/api/rollouts/aws-is-out');
    expect([out.status, await out.json()]).toEqual([502, { error: 'AWS cannot answer at the moment.' }]);
    const bug = await get('/api/rollouts/a-bug');
    expect(bug.status).toBe(500);
    expect(await bug.text()).not.toContain('secret details');
    expect(errors).toEqual([expect.objectContaining({ message: 'secret details' })]);
  });
});

describe('the stream', () => {
  it('tells what the source tells, until the page has gone', async () => {
    const gone = new AbortController();
    const answer = await send('/api/stream?rollout=iris-1-1', { headers: { cookie }, signal: gone.signal });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    await expect.poll(() => listeners.length).toBe(1);
    listeners[0]?.({ kind: 'clock', now: 1 });
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value)).toBe('data: {"kind":"clock","now":1}\n\n');
    await reader.cancel();
    await expect.poll(() => listeners.length).toBe(0);
  });

  it('is open for so many pages only, and for others once some have gone', async () => {
    const one = app();
    const open = () => send('/api/stream', { headers: { cookie } }, one);
    const streams = await Promise.all(Array.from({ length: 40 }, open));
    expect((await open()).status).toBe(429);
    await streams[0]?.body?.cancel();
    await expect.poll(() => listeners.length).toBe(39);
    expect((await open()).status).toBe(200);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clockApi, clockPath } from '../../../local/clock/clock-api.ts';
import { ScaledClock } from '../../../local/clock/scaled.ts';
import { type HttpFront, startHttpFront } from '../../../local/transport/http-front.ts';
import { utf8 } from '../../../local/transport/wire.ts';

let clock: ScaledClock;
let front: HttpFront;
beforeEach(async () => {
  clock = new ScaledClock(600);
  clock.pause();
  const aws = { dispatch: async () => ({ status: 200, headers: {}, body: utf8('AWS') }) };
  front = await startHttpFront(aws, 0, { [clockPath]: clockApi(clock) });
});
afterEach(() => front.close());

const ask = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${front.url}${path}`, {
    method,
    ...(text !== undefined && { body: text }),
    ...(headers && { headers }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) as Record<string, unknown> };
};

const isoOf = (instant: number) => new Date(instant).toISOString();

describe('the clock’s API', () => {
  it('tells the time, and when something happens next', async () => {
    const now = clock.now();
    expect(await ask('GET', '/_clock')).toEqual({
      status: 200,
      body: { now: isoOf(now), nowMs: now, paused: true, speed: 600, next: null, nextMs: null },
    });
    void clock.sleep(300_000);
    expect((await ask('GET', '/_clock')).body).toMatchObject({
      next: isoOf(now + 300_000),
      nextMs: now + 300_000,
    });
  });

  it('pauses and resumes', async () => {
    expect((await ask('POST', '/_clock/resume')).body).toMatchObject({ paused: false });
    expect(clock.paused).toBe(false);
    expect((await ask('POST', '/_clock/pause', {})).body).toMatchObject({ paused: true });
    expect(clock.paused).toBe(true);
  });

  it('steps by seconds, and answers when all that came due has settled', async () => {
    const from = clock.now();
    const trace: string[] = [];
    void clock.sleep(300_000).then(async () => {
      await clock.io(() => new Promise((resolve) => setImmediate(resolve)));
      trace.push('baked');
    });
    expect((await ask('POST', '/_clock/step', { seconds: 299.5 })).body).toMatchObject({
      nowMs: from + 299_500,
    });
    expect(trace).toEqual([]);
    expect((await ask('POST', '/_clock/step', { seconds: 0.5 })).body).toMatchObject({
      nowMs: from + 300_000,
    });
    expect(trace).toEqual(['baked']);
  });

  it('steps to what is due next, and says when nothing is', async () => {
    const from = clock.now();
    void clock.sleep(60_000);
    expect((await ask('POST', '/_clock/step', { toNext: true })).body).toMatchObject({
      nowMs: from + 60_000,
      next: null,
    });
    expect(await ask('POST', '/_clock/step', { toNext: true })).toEqual({
      status: 409,
      body: { message: 'toNext: nothing is due: nobody sleeps' },
    });
  });

  it('moves forward to an instant, given as ISO 8601 or epoch milliseconds, never back', async () => {
    const from = clock.now();
    expect((await ask('POST', '/_clock/set', { now: isoOf(from + 1000) })).body).toMatchObject({
      nowMs: from + 1000,
    });
    expect((await ask('POST', '/_clock/set', { now: from + 2000 })).body).toMatchObject({
      nowMs: from + 2000,
    });
    expect(await ask('POST', '/_clock/set', { now: from + 1999 })).toEqual({
      status: 409,
      body: {
        message: `now: expected an instant not before ${isoOf(from + 2000)}, got ${isoOf(from + 1999)}: time can't go back`,
      },
    });
    expect(clock.now()).toBe(from + 2000);
  });

  it('sets the speed', async () => {
    expect((await ask('POST', '/_clock/speed', { speed: 60 })).body).toMatchObject({ speed: 60 });
    expect(clock.speed).toBe(60);
  });

  it.each([
    ['step', { seconds: -5 }, 'seconds: expected a number of seconds above 0 and at most 316224000, got -5'],
    [
      'step',
      { seconds: '5' },
      'seconds: expected a number of seconds above 0 and at most 316224000, got "5"',
    ],
    ['step', { toNext: false }, 'toNext: expected true, got false'],
    ['step', {}, 'body: expected either {"seconds": <number>} or {"toNext": true}, got {}'],
    [
      'step',
      { seconds: 1, toNext: true },
      'body: expected either {"seconds": <number>} or {"toNext": true}, got {"seconds":1,"toNext":true}',
    ],
    ['step', { seconds: 1, minutes: 2 }, 'minutes: expected no such field, got 2'],
    [
      'set',
      { now: 'noon' },
      'now: expected an instant as ISO 8601 (2026-01-05T12:00:00Z) or in epoch milliseconds, got "noon"',
    ],
    [
      'set',
      {},
      'now: expected an instant as ISO 8601 (2026-01-05T12:00:00Z) or in epoch milliseconds, got nothing',
    ],
    ['speed', { speed: 0 }, 'speed: expected a number above 0 (1 is real time) and at most 10000, got 0'],
    [
      'speed',
      { speed: 10_001 },
      'speed: expected a number above 0 (1 is real time) and at most 10000, got 10001',
    ],
    ['pause', { now: true }, 'now: expected no such field, got true'],
    ['speed', '{speed', 'body: expected JSON, got {speed'],
    ['speed', '[600]', 'body: expected a JSON object, got [600]'],
  ])('refuses %s %j', async (action, body, message) => {
    const before = [clock.now(), clock.paused, clock.speed];
    expect(await ask('POST', `/_clock/${action}`, body)).toEqual({ status: 400, body: { message } });
    expect([clock.now(), clock.paused, clock.speed]).toEqual(before);
  });

  it.each([
    ['GET', '/_clock/pause', 405, '/_clock/pause: expected POST, got GET'],
    ['POST', '/_clock', 405, '/_clock: expected GET, got POST'],
    ['POST', '/_clock/rewind', 404, /expected GET \/_clock or one of POST \/_clock\/pause, .* got/],
    ['POST', '/_clock/toString', 404, /got \/_clock\/toString/],
    ['POST', '/_clock/', 404, /got \/_clock\//],
  ])('knows no %s %s', async (method, path, status, message) => {
    const answer = await ask(method, path);
    expect(answer.status).toBe(status);
    expect(answer.body.message).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });

  it('is not for pages of other origins, like all of this server', async () => {
    const response = await fetch(`${front.url}/_clock/resume`, {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
    });
    expect([response.status, clock.paused]).toEqual([403, true]);
  });

  it('leaves every other path to AWS', async () => {
    for (const path of ['/', '/_clocks', '/bucket/_clock']) {
      expect(await (await fetch(`${front.url}${path}`)).text()).toBe('AWS');
    }
  });
});

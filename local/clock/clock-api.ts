import type { Router } from '../transport/router.ts';
import { text, utf8, type WireRequest, type WireResponse } from '../transport/wire.ts';
import {
  BadRequest,
  emptyRequest,
  readRequest,
  setRequest,
  speedRequest,
  stepRequest,
} from './clock-requests.ts';
import type { SteerableClock } from './steerable.ts';

/** Where the clock is steered over HTTP. No bucket can be called that, and no operation of AWS is. */
export const clockPath = '/_clock';

/** A request that is understood and can't be done as things stand. */
class Refused extends Error {}

type Action = (clock: SteerableClock, body: string) => Promise<void> | void;

const actions: Readonly<Record<string, Action>> = {
  pause(clock, body) {
    readRequest(emptyRequest, body);
    clock.pause();
  },
  resume(clock, body) {
    readRequest(emptyRequest, body);
    clock.resume();
  },
  async step(clock, body) {
    const { seconds } = readRequest(stepRequest, body);
    if (seconds !== undefined) return clock.advance(Math.round(seconds * 1000));
    if (!(await clock.advanceToNext())) throw new Refused('toNext: nothing is due: nobody sleeps');
  },
  async set(clock, body) {
    const { now } = readRequest(setRequest, body);
    if (now < clock.now()) {
      const instant = (at: number) => new Date(at).toISOString();
      throw new Refused(
        `now: expected an instant not before ${instant(clock.now())}, got ${instant(now)}: time can't go back`,
      );
    }
    await clock.advanceTo(now);
  },
  speed(clock, body) {
    clock.setSpeed(readRequest(speedRequest, body).speed);
  },
};

/**
 * The clock's own API (docs/clock.md): `GET /_clock` tells the time; `POST /_clock/pause`, `/resume`, `/step`,
 * `/set` and `/speed` steer it. Each answers with the clock as it stands afterwards; errors are
 * `{"message": …}`. Never rejects.
 */
export function clockApi(clock: SteerableClock): Router {
  return {
    async dispatch(request) {
      try {
        return await answer(clock, request);
      } catch (error) {
        // A RangeError is the clock's own refusal: something re-arms itself without end.
        const refused = error instanceof Refused || error instanceof RangeError;
        const status = error instanceof BadRequest ? 400 : refused ? 409 : 500;
        return json(status, { message: error instanceof Error ? error.message : String(error) });
      }
    },
  };
}

async function answer(clock: SteerableClock, request: WireRequest): Promise<WireResponse> {
  const { method, path } = request;
  if (path === clockPath) {
    return method === 'GET' ? json(200, reading(clock)) : notAllowed(method, path, 'GET');
  }
  const name = path.slice(clockPath.length + 1);
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) {
    const known = Object.keys(actions).map((known) => `POST ${clockPath}/${known}`);
    return json(404, { message: `expected GET ${clockPath} or one of ${known.join(', ')}, got ${path}` });
  }
  if (method !== 'POST') return notAllowed(method, path, 'POST');
  await action(clock, text(request.body));
  return json(200, reading(clock));
}

/** What every request is answered with. */
function reading(clock: SteerableClock) {
  const now = clock.now();
  const next = clock.nextDue();
  return {
    now: new Date(now).toISOString(),
    nowMs: now,
    paused: clock.paused,
    speed: clock.speed,
    next: next === undefined ? null : new Date(next).toISOString(),
    nextMs: next ?? null,
  };
}

const notAllowed = (method: string, path: string, allowed: string): WireResponse => {
  const { headers, ...answer } = json(405, { message: `${path}: expected ${allowed}, got ${method}` });
  return { ...answer, headers: { ...headers, allow: allowed } };
};

const json = (status: number, body: object): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: utf8(`${JSON.stringify(body)}\n`),
});

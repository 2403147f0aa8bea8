import type { Clock } from './clock.ts';
import { hostNow } from './host.ts';

/** setTimeout holds at most 2^31 - 1 ms (24.8 days); a longer wait is made of several. */
const longestTimer = 2 ** 31 - 1;

/**
 * A clock that runs `speed` times as fast as the host's: now = start + speed × host time elapsed.
 * Speed 1 is real time. It never pauses: a laptop that slept finds the simulated hours gone by, as AWS would be.
 */
export class ScaledClock implements Clock {
  readonly speed: number;
  readonly #start: number;

  /** @throws RangeError unless `speed` is a finite number above 0 */
  constructor(speed = 1) {
    if (!Number.isFinite(speed) || speed <= 0) {
      throw new RangeError(`speed: expected a number above 0 (1 is real time), got ${speed}`);
    }
    this.speed = speed;
    this.#start = hostNow();
  }

  now(): number {
    return this.#start + this.speed * (hostNow() - this.#start);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const due = this.now() + ms;
    // Timers may fire a millisecond early; going on only when it is due keeps instants in order.
    do {
      const hostMs = Math.max(0, Math.ceil((due - this.now()) / this.speed));
      await timer(Math.min(hostMs, longestTimer), signal);
    } while (this.now() < due);
  }

  io<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }
}

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(handle);
      reject(signal?.reason);
    };
    const handle = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

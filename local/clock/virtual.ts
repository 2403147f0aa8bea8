import type { Clock } from './clock.ts';

interface Sleeper {
  readonly due: number;
  readonly sequence: number;
  readonly wake: () => void;
  cancelled: boolean;
}

/** More wake-ups than any story needs; past it, something re-arms itself without end. */
const wakeUpLimit = 2_000_000;

/** Host resources that mean untracked work is under way: a leaf somebody forgot to wrap in `io`. */
const untracked = /^(FSReq|Immediate|GetAddrInfo|Zlib)/i;

/**
 * A clock that jumps from one due instant to the next. Time moves only inside `drive` and `advance`, and only
 * when no work is in flight: after a fresh `setImmediate` with no leaf open, every microtask has run, so
 * nothing can be runnable except a sleeper. Sleepers wake one by one, ordered by (due, sequence), and all
 * that each sets going settles before the next wakes: the same story gives the same trace on any host.
 */
export class VirtualClock implements Clock {
  #now: number;
  #sequence = 0;
  #wakeUps = 0;
  #open = 0;
  #chain: Promise<unknown> = Promise.resolve();
  #idle: (() => void) | undefined;
  readonly #sleepers: Sleeper[] = [];
  /** Kinds of host work seen in flight outside `io`. Empty in a sound test; see `untracked`. */
  readonly leaks: string[] = [];

  /** Starts at `start` epoch milliseconds: by default a plain Monday, 2026-01-05T00:00:00Z. */
  constructor(start = Date.UTC(2026, 0, 5)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        sleeper.cancelled = true;
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        due: this.#now + Math.max(0, ms),
        sequence: this.#sequence++,
        cancelled: false,
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleepers.splice(this.#placeOf(sleeper), 0, sleeper);
    });
  }

  io<T>(work: () => Promise<T>): Promise<T> {
    this.#open += 1;
    const leaf = this.#chain.then(work);
    this.#chain = leaf.catch(() => undefined);
    return leaf.finally(() => {
      this.#open -= 1;
      if (this.#open === 0) this.#idle?.();
    });
  }

  /**
   * Moves time on until `goal` settles, and returns or throws what it does.
   * @throws Error if nothing is due any more and `goal` is still pending, or past the wake-up limit
   */
  async drive<T>(goal: Promise<T>): Promise<T> {
    let pending = true;
    const settled = () => {
      pending = false;
    };
    goal.then(settled, settled);
    for (;;) {
      await this.settle();
      if (!pending) return goal;
      if (!this.#wakeNext(Number.POSITIVE_INFINITY)) {
        throw new Error(
          `nothing is due after ${new Date(this.#now).toISOString()}, yet the awaited work is not done`,
        );
      }
    }
  }

  /** Moves time on by `ms`, waking every sleeper that comes due on the way. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await this.settle();
      if (!this.#wakeNext(end)) break;
    }
    this.#now = end;
  }

  /** Resolves when nothing can happen any more without time moving. */
  async settle(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#open > 0) {
        await new Promise<void>((resolve) => {
          this.#idle = resolve;
        });
        this.#idle = undefined;
        continue;
      }
      const leaked = process.getActiveResourcesInfo().filter((kind) => untracked.test(kind));
      if (leaked.length === 0) return;
      this.leaks.push(...leaked);
    }
  }

  #wakeNext(end: number): boolean {
    while (this.#sleepers[0]?.cancelled) this.#sleepers.shift();
    const next = this.#sleepers[0];
    if (next === undefined || next.due > end) return false;
    this.#wakeUps += 1;
    if (this.#wakeUps > wakeUpLimit) {
      throw new Error(
        `${wakeUpLimit} wake-ups by ${new Date(this.#now).toISOString()}: something re-arms itself without end`,
      );
    }
    this.#sleepers.shift();
    this.#now = Math.max(this.#now, next.due);
    next.wake();
    return true;
  }

  /** Where `sleeper` belongs: after all that are due before it or, being older, at the same instant. */
  #placeOf(sleeper: Sleeper): number {
    let low = 0;
    let high = this.#sleepers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sleepers[middle] as Sleeper).due <= sleeper.due) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

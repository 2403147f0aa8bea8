import type { CancelSignal } from './cancellation.ts';
import type { Clock } from './clock.ts';
import { HostWork } from './host-work.ts';
import { Sleepers } from './sleepers.ts';

/** More wake-ups than any story needs; past it, something re-arms itself without end. */
const wakeUpLimit = 2_000_000;

/**
 * A clock that jumps from one due instant to the next. Time moves only inside `drive` and `advance`, and only
 * when no work is in flight: after a fresh `setImmediate` with no leaf open, every microtask has run, so
 * nothing can be runnable except a sleeper. Sleepers wake one by one, ordered by (due, sequence), and all
 * that each sets going settles before the next wakes: the same story gives the same trace on any host.
 */
export class VirtualClock implements Clock {
  #now: number;
  #wakeUps = 0;
  #chain: Promise<unknown> = Promise.resolve();
  readonly #work = new HostWork();
  readonly #sleepers = new Sleepers();
  /** Kinds of host work seen in flight outside `io`. Empty in a sound test; see `HostWork`. */
  readonly leaks: string[] = [];

  /** Starts at `start` epoch milliseconds: by default a plain Monday, 2026-01-05T00:00:00Z. */
  constructor(start = Date.UTC(2026, 0, 5)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: CancelSignal): Promise<void> {
    return this.#sleepers.add(this.#now + Math.max(0, ms), signal);
  }

  io<T>(work: () => Promise<T>): Promise<T> {
    const leaf = this.#chain.then(work);
    this.#chain = leaf.catch(() => undefined);
    return this.#work.track(leaf);
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
  settle(): Promise<void> {
    return this.#work.settle((kinds) => this.leaks.push(...kinds));
  }

  #wakeNext(end: number): boolean {
    const due = this.#sleepers.next();
    if (due === undefined || due > end) return false;
    this.#wakeUps += 1;
    if (this.#wakeUps > wakeUpLimit) {
      throw new Error(
        `${wakeUpLimit} wake-ups by ${new Date(this.#now).toISOString()}: something re-arms itself without end`,
      );
    }
    this.#now = Math.max(this.#now, due);
    this.#sleepers.wakeNext();
    return true;
  }
}

import type { CancelSignal } from './cancellation.ts';
import { type Deferred, deferred } from './deferred.ts';

/** One who sleeps; also the listener of the signal that may call it off. */
class Sleeper {
  calledOff = false;
  readonly #resolve: () => void;
  readonly #reject: (reason: unknown) => void;
  readonly #changed: () => void;
  readonly #signal: CancelSignal | undefined;

  constructor(
    { resolve, reject }: Omit<Deferred<void>, 'promise'>,
    changed: () => void,
    signal: CancelSignal | undefined,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#changed = changed;
    this.#signal = signal;
    signal?.addEventListener('abort', this, once);
  }

  wake(): void {
    this.#signal?.removeEventListener('abort', this);
    this.#resolve();
  }

  /** The signal has aborted. */
  handleEvent(): void {
    this.calledOff = true;
    this.#reject(this.#signal?.reason);
    this.#changed();
  }
}

const once = { once: true };

/** All who are due at one instant, in the order in which they lay down; those before `next` are done with. */
interface Instant {
  readonly due: number;
  readonly sleepers: (Sleeper | undefined)[];
  next: number;
}

/**
 * Those who sleep on a clock, in the order they wake: by due instant, and among equals by who lay down first.
 * A queue for each instant, and a binary heap of the instants: ten thousand endpoints that wait for the same one
 * cost as much each as ten do.
 */
export class Sleepers {
  readonly #byDue = new Map<number, Instant>();
  readonly #heap: Instant[] = [];
  readonly #changed: () => void;

  /** @param changed called when someone lies down or is called off: `next` may be another then */
  constructor(changed: () => void = () => {}) {
    this.#changed = changed;
  }

  /** Resolves when it is woken; rejects with `signal.reason` as soon as `signal` aborts. */
  add(due: number, signal?: CancelSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const sleep = deferred();
    this.#instant(due).sleepers.push(new Sleeper(sleep, this.#changed, signal));
    this.#changed();
    return sleep.promise;
  }

  /** When the next one is due; undefined if nobody sleeps. */
  next(): number | undefined {
    for (let instant = this.#heap[0]; instant !== undefined; instant = this.#heap[0]) {
      const { sleepers } = instant;
      while (sleepers[instant.next]?.calledOff) instant.next += 1;
      if (instant.next < sleepers.length) return instant.due;
      this.#byDue.delete(instant.due);
      this.#pop();
    }
    return undefined;
  }

  /** Wakes the one that `next` told of, if there is one. */
  wakeNext(): void {
    if (this.next() === undefined) return;
    const instant = this.#heap[0] as Instant;
    const sleeper = instant.sleepers[instant.next];
    // Let go of at once, not only when all of its instant have woken.
    instant.sleepers[instant.next] = undefined;
    instant.next += 1;
    sleeper?.wake();
  }

  #instant(due: number): Instant {
    const known = this.#byDue.get(due);
    if (known !== undefined) return known;
    const instant: Instant = { due, sleepers: [], next: 0 };
    this.#byDue.set(due, instant);
    this.#push(instant);
    return instant;
  }

  #push(instant: Instant): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Instant;
      if (above.due < instant.due) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = instant;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    const dueOf = (index: number) => (heap[index] as Instant).due;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const child = right < heap.length && dueOf(right) < dueOf(left) ? right : left;
      if (dueOf(child) > last.due) break;
      heap[at] = heap[child] as Instant;
      at = child;
    }
    heap[at] = last;
  }
}

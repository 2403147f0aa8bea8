import type { CancelSignal } from './cancellation.ts';

interface Sleeper {
  readonly due: number;
  readonly sequence: number;
  readonly wake: () => void;
  cancelled: boolean;
}

/**
 * Those who sleep on a clock, in the order they wake: by due instant, and among equals by who lay down first.
 * A binary heap, so that ten thousand endpoints with a few sleepers each cost a handful of steps per wake-up.
 */
export class Sleepers {
  readonly #heap: Sleeper[] = [];
  readonly #changed: () => void;
  #sequence = 0;

  /** @param changed called when someone lies down or is called off: `next` may be another then */
  constructor(changed: () => void = () => {}) {
    this.#changed = changed;
  }

  /** Resolves when it is woken; rejects with `signal.reason` as soon as `signal` aborts. */
  add(due: number, signal?: CancelSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        sleeper.cancelled = true;
        reject(signal?.reason);
        this.#changed();
      };
      const sleeper: Sleeper = {
        due,
        sequence: this.#sequence++,
        cancelled: false,
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#push(sleeper);
      this.#changed();
    });
  }

  /** When the next one is due; undefined if nobody sleeps. */
  next(): number | undefined {
    while (this.#heap[0]?.cancelled) this.#pop();
    return this.#heap[0]?.due;
  }

  /** Wakes the one that `next` told of, if there is one. */
  wakeNext(): void {
    if (this.next() !== undefined) this.#pop()?.wake();
  }

  #push(sleeper: Sleeper): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Sleeper;
      if (!wakesBefore(sleeper, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = sleeper;
  }

  #pop(): Sleeper | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const child =
        right < heap.length && wakesBefore(heap[right] as Sleeper, heap[left] as Sleeper) ? right : left;
      if (!wakesBefore(heap[child] as Sleeper, last)) break;
      heap[at] = heap[child] as Sleeper;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

const wakesBefore = (a: Sleeper, b: Sleeper): boolean =>
  a.due < b.due || (a.due === b.due && a.sequence < b.sequence);

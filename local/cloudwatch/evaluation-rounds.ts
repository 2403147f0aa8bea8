import { Cancellation } from '../clock/cancellation.ts';
import { type Clock, sleptFully } from '../clock/clock.ts';

/**
 * Wakes alarms at the boundaries of their evaluation intervals, all that are due at one instant in one round.
 * Only who has asked for it is woken, and only once; while nobody waits, nothing is due on the clock.
 */
export class EvaluationRounds<Key> {
  readonly #clock: Clock;
  readonly #evaluate: (due: readonly Key[], at: number) => void;
  /** Who is due, by boundary. */
  readonly #rounds = new Map<number, Set<Key>>();
  readonly #boundaries = new Map<Key, number>();
  /** Cuts all waits short; those that are still wanted then go on waiting. One for all: they cost time to make. */
  #stop = new Cancellation();

  /** `evaluate` is given who is due, in the order in which they asked, and the instant (epoch milliseconds). */
  constructor(clock: Clock, evaluate: (due: readonly Key[], at: number) => void) {
    this.#clock = clock;
    this.#evaluate = evaluate;
  }

  /** Has `key` evaluated at the next whole `intervalMs` after now, unless it is waiting already. */
  ask(key: Key, intervalMs: number): void {
    if (this.#boundaries.has(key)) return;
    const now = this.#clock.now();
    const boundary = now + intervalMs - (now % intervalMs);
    this.#boundaries.set(key, boundary);
    const round = this.#rounds.get(boundary);
    if (round !== undefined) {
      round.add(key);
      return;
    }
    const due = new Set([key]);
    this.#rounds.set(boundary, due);
    void this.#run(boundary, due);
  }

  /** Whoever is not to be evaluated any more. */
  forget(key: Key): void {
    const boundary = this.#boundaries.get(key);
    if (boundary === undefined) return;
    this.#boundaries.delete(key);
    const round = this.#rounds.get(boundary);
    round?.delete(key);
    if (round?.size !== 0) return;
    this.#rounds.delete(boundary);
    const stopped = this.#stop;
    this.#stop = new Cancellation();
    stopped.abort();
  }

  close(): void {
    for (const key of [...this.#boundaries.keys()]) this.forget(key);
  }

  async #run(boundary: number, due: Set<Key>): Promise<void> {
    while (!(await sleptFully(this.#clock, boundary - this.#clock.now(), this.#stop))) {
      if (this.#rounds.get(boundary) !== due) return;
    }
    this.#rounds.delete(boundary);
    for (const key of due) this.#boundaries.delete(key);
    // A clock that has leapt further is looked at where it is now; who asks again then waits for the next boundary.
    this.#evaluate([...due], this.#clock.now());
  }
}

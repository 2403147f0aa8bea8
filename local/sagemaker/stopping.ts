import { Cancellation, type CancelSignal } from '../clock/cancellation.ts';
import { type Clock, sleptFully } from '../clock/clock.ts';

/**
 * The end of the local SageMaker, for everything that is under way. A set rather than one AbortSignal: a signal
 * looks through all its listeners at each new one, which ten thousand endpoints would feel.
 */
export class Stopping {
  readonly #stops = new Set<() => void>();

  /** Calls `stop` at the end. Returns how to forget it. */
  add(stop: () => void): () => void {
    this.#stops.add(stop);
    return () => void this.#stops.delete(stop);
  }

  /** Does `work` with a signal that aborts at the end. */
  async during<T>(work: (signal: CancelSignal) => Promise<T>): Promise<T> {
    const ending = new Cancellation();
    const forget = this.add(() => ending.abort());
    try {
      return await work(ending);
    } finally {
      forget();
    }
  }

  /** Waits `ms` on `clock`; false if the end came first. */
  sleep(clock: Clock, ms: number): Promise<boolean> {
    return this.during((signal) => sleptFully(clock, ms, signal));
  }

  /** The end has come. */
  stop(): void {
    const stops = [...this.#stops];
    this.#stops.clear();
    for (const stop of stops) stop();
  }
}

import type { CancelSignal } from './cancellation.ts';

/**
 * The one source of time in the local AWS. Nothing in local/ reads the host's clock but `clock/`.
 *
 * Instants are epoch milliseconds of simulated time; durations are simulated milliseconds.
 */
export interface Clock {
  /** The simulated instant, in epoch milliseconds. */
  now(): number;

  /**
   * Resolves when `ms` simulated milliseconds have passed (at once, but asynchronously, for 0 or less).
   * Rejects with `signal.reason` as soon as `signal` aborts.
   */
  sleep(ms: number, signal?: CancelSignal): Promise<void>;

  /**
   * Runs a *leaf*: work that leaves the microtask queue (a child process, a file, DynamoDB's store) and that
   * never sleeps on this clock itself. Virtual time stands still while a leaf is open; leaves run one at a
   * time there, so that their order never depends on the host's speed. Other clocks just run it.
   */
  io<T>(work: () => Promise<T>): Promise<T>;
}

/** Waits on `clock` like `sleep`, then tells whether the time passed (`true`) or `signal` cut it short (`false`). */
export function sleptFully(clock: Clock, ms: number, signal: CancelSignal): Promise<boolean> {
  return clock.sleep(ms, signal).then(
    () => true,
    (error: unknown) => {
      if (signal.aborted) return false;
      throw error;
    },
  );
}

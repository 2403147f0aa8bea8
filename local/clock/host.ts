/**
 * The host's own time: for limits and measurements of work that the host really does (Lambda timeouts, pings,
 * invocation latency). AWS's waits never use it; they use `Clock`.
 */

/** The host's date, in epoch milliseconds. */
export const hostNow = (): number => Date.now();

/** A monotonic reading of the host's time in milliseconds, with fractions, for measuring durations. */
export const hostElapsed = (): number => performance.now();

/**
 * Resolves as `work` does, or rejects with `timedOut()` once `ms` milliseconds of the host's time have passed.
 * The work itself is not stopped: whoever starts it must make that possible where it matters.
 */
export async function withinHostTime<T>(work: Promise<T>, ms: number, timedOut: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timedOut()), ms);
    timer.unref();
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits `ms` milliseconds of the host's time. For watching a child process start, never for AWS's waits. */
export const hostSleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

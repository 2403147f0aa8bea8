import { Cancellation, isCalledOff } from '../clock/cancellation.ts';
import type { Clock } from '../clock/clock.ts';

export interface ClosableClock extends Clock {
  /**
   * From now on nobody wakes any more: sleepers are left asleep for good, neither resolved nor rejected, and
   * their timers are gone. So whatever the services had planned never happens, without each of them taking part.
   */
  close(): void;
}

export function closableClock(clock: Clock): ClosableClock {
  const sleepers = new Set<Cancellation>();
  let closed = false;
  const forever = () => new Promise<never>(() => {});

  return {
    now: () => clock.now(),
    io: (work) => clock.io(work),

    async sleep(ms, signal) {
      if (closed) return forever();
      const sleeper = new Cancellation();
      const abort = () => sleeper.abort();
      if (signal?.aborted) abort();
      signal?.addEventListener('abort', abort, { once: true });
      sleepers.add(sleeper);
      try {
        await clock.sleep(ms, sleeper);
      } catch (error) {
        if (closed) return forever();
        throw signal !== undefined && isCalledOff(error) ? signal.reason : error;
      } finally {
        sleepers.delete(sleeper);
        signal?.removeEventListener('abort', abort);
      }
    },

    close() {
      closed = true;
      for (const sleeper of sleepers) sleeper.abort();
    },
  };
}

import { setTimeout as wait } from 'node:timers/promises';
import { isThrottled } from '../../core/throttling.ts';

/** Beyond what the SDK waits itself: about a quarter of a minute in all. */
const pausesMs = [500, 1000, 2000, 4000, 8000];

/**
 * Reads again where AWS says that an account asks too often: whoever looks at hundreds of endpoints meets its
 * rates, and has time.
 */
export async function patiently<T>(
  read: () => Promise<T>,
  pause: (ms: number) => Promise<unknown> = wait,
): Promise<T> {
  for (const ms of pausesMs) {
    try {
      return await read();
    } catch (error) {
      if (!isThrottled(error)) throw error;
      await pause(ms);
    }
  }
  return read();
}

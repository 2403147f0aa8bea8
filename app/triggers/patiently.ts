import type { EventsAgain } from '../../core/ports/waits.ts';
import { isThrottled } from '../../core/throttling.ts';

/**
 * What `handle` gives. Lambda tries an event three times, a minute and two minutes apart, and very many events meet
 * again and again. So if AWS takes no more calls, the event is handed to a state machine, which tries at random instants
 * for half an hour.
 *
 * @param key see `EventsAgain`
 */
export async function patiently<T>(
  again: EventsAgain,
  key: string,
  event: unknown,
  handle: () => Promise<T>,
): Promise<T | { readonly done: 'handed-over' }> {
  try {
    return await handle();
  } catch (error) {
    if (!isThrottled(error)) throw error;
    // What was given up there may have been handed back by an operator: it fails here, as any event does.
    if (!(await again.start(key, event))) throw error;
    return { done: 'handed-over' };
  }
}

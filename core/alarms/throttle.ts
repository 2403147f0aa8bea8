import * as z from 'zod';

/**
 * An alarm may go off again and again, within a rollout or outside any. People are told at most once an hour,
 * because a chat would fill up. Machines get every event, with its number.
 */
const quietMs = 3_600_000;

/**
 * The stored state. Instants are when the alarm changed its state, in epoch milliseconds, so that repeats are
 * recognized.
 */
export const ringingSchema = z.object({
  /** The last time that people were told about. */
  told: z.number(),
  /** How many times before `told` people were not told about, since the previous time they were told. */
  untold: z.number(),
  /** The times after `told`. */
  since: z.array(z.number()),
});
export type AlarmThrottleState = z.infer<typeof ringingSchema>;

/** The answer for one time that the alarm went off. */
export interface AlarmThrottle {
  readonly tell: boolean;
  /** The number of this time, counted from the last one that people were told about, which is 1. */
  readonly count: number;
  /** If people are told now: how many times they were not told about. */
  readonly untold: number;
}

/**
 * What to do when the alarm goes off `at`, and the state to store. The same `at` always gets the same answer.
 */
export function throttleAt(
  known: AlarmThrottleState | undefined,
  at: number,
): { throttle: AlarmThrottle; kept: AlarmThrottleState } {
  if (known === undefined || at >= known.told + quietMs) {
    const untold = known?.since.length ?? 0;
    return { throttle: { tell: true, count: 1, untold }, kept: { told: at, untold, since: [] } };
  }
  if (at === known.told) return { throttle: { tell: true, count: 1, untold: known.untold }, kept: known };
  const before = known.since.indexOf(at);
  if (before !== -1) return { throttle: { tell: false, count: before + 2, untold: 0 }, kept: known };
  const kept = { ...known, since: [...known.since, at] };
  return { throttle: { tell: false, count: kept.since.length + 1, untold: 0 }, kept };
}

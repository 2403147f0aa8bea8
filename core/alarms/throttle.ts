import * as z from 'zod';

/**
 * An alarm that goes off again and again, in one rollout or outside any: people are told once, and not again within the
 * hour, for a chat would be full of it. Machines hear of every time, with its number.
 */
const quietMs = 3_600_000;

/** What is kept of it. Instants are when the alarm changed its state, epoch milliseconds, so that repeats are known. */
export const ringingSchema = z.object({
  /** The time that people were told of last. */
  told: z.number(),
  /** How often it had gone off before that since they were told the time before. */
  untold: z.number(),
  /** Times since then. */
  since: z.array(z.number()),
});
export type AlarmThrottleState = z.infer<typeof ringingSchema>;

/** One time that it went off. */
export interface AlarmThrottle {
  readonly tell: boolean;
  /** Which time it is, from the one that people were told of last: 1. */
  readonly count: number;
  /** Of one to tell: how often it went off and they were not told. */
  readonly untold: number;
}

/** What to make of the alarm's going off `at`, and what is to be kept then. The same time always gets the same answer. */
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

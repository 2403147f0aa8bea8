import { breachChance } from './breach-chance.ts';
import { firstAlarmChances } from './first-alarm.ts';
import type { GreenMinute } from './green-minutes.ts';
import type { WatchedErrors } from './watched-errors.ts';

/** Requests a minute of both fleets, and the parts of each fleet's that are errors (from 0 to 1). */
export interface ShiftTraffic {
  readonly requestsPerMinute: number;
  readonly blueRate: number;
  readonly greenRate: number;
}

/**
 * The chance that an alarm goes off for the first time at the end of each minute of a shift. Exact, for requests that come
 * and fail by chance, and periods that begin with the shift.
 */
export function alarmChances(
  alarm: WatchedErrors,
  minutes: readonly GreenMinute[],
  { requestsPerMinute, blueRate, greenRate }: ShiftTraffic,
): number[] {
  const { periodMinutes, sees } = alarm;
  const known = new Map<number, number>();
  const ofShare = (share: number): number => {
    const found = known.get(share);
    if (found !== undefined) return found;
    const all = requestsPerMinute * periodMinutes;
    const [green, blue] = [all * share, sees === 'both' ? all * (1 - share) : 0];
    const errors = green * greenRate + blue * blueRate;
    const chance = breachChance({ errors, others: green + blue - errors }, alarm);
    known.set(share, chance);
    return chance;
  };
  const periods = Math.floor(minutes.length / periodMinutes);
  const breaches = Array.from({ length: periods }, (_, period) => {
    const within = minutes.slice(period * periodMinutes, (period + 1) * periodMinutes);
    return ofShare(within.reduce((sum, { share }) => sum + share, 0) / periodMinutes);
  });
  const first = firstAlarmChances(breaches, alarm);
  return minutes.map((_, index) =>
    (index + 1) % periodMinutes === 0 ? (first[(index + 1) / periodMinutes - 1] ?? 0) : 0,
  );
}

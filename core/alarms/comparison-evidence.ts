import { isCompared, type MinuteCounts } from '../judge/counts.ts';
import { alternatives, minuteEvidence } from '../judge/evidence.ts';
import { minutesToAlarm } from './comparison-alarm.ts';
import { watchedAlternatives } from './comparison-queries.ts';

export interface ComparisonSettings {
  readonly tolerance: number;
  /** From 0 to 1. */
  readonly falseAlarms: number;
  /** From 0 to 1. */
  readonly floor: number;
}

/**
 * The minute (from 0) with which a comparison that CloudWatch computes goes off, as its expressions say
 * (`comparisonQueries`): the largest of the evidences, not their mean, and two minutes above what is needed. Undefined if
 * it does not. Unlike a judge it is evaluated every minute.
 */
export function comparisonGoesOffAt(
  minutes: readonly MinuteCounts[],
  { tolerance, falseAlarms, floor }: ComparisonSettings,
): number | undefined {
  const needed = -Math.log(falseAlarms);
  const worse = watchedAlternatives.map(() => 0);
  const floors = alternatives.map(() => 0);
  let above = 0;
  const at = minutes.findIndex((minute) => {
    const { green, blue } = minute;
    // Without requests it has no value at all.
    if (green.requests + blue.requests === 0) return false;
    if (isCompared(minute))
      for (const [j, times] of watchedAlternatives.entries())
        worse[j] = (worse[j] ?? 0) + Math.min(minuteEvidence(minute, tolerance, times), needed / 3);
    if (green.requests > 0)
      for (const [j, times] of alternatives.entries())
        floors[j] = (floors[j] ?? 0) + green.events * Math.log(times) - (times - 1) * floor * green.requests;
    const evidence = Math.min(
      Math.max(...worse) - Math.log(worse.length),
      Math.max(...floors) - Math.log(floors.length),
    );
    if (evidence >= needed - 1e-9) above += 1;
    return above >= minutesToAlarm;
  });
  return at === -1 ? undefined : at;
}

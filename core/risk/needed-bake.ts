import { longestTimeout } from '../strategies/aws-limits.ts';
import type { StrategyPolicy } from '../strategies/strategies.ts';
import { noticedChance } from './smallest-noticed.ts';

/** What a shift looks like, as far as it matters here. */
interface Shift {
  readonly totalSeconds: number;
}

/** In minutes, as people write them. An hour is the longest that SageMaker waits (aws-limits.ts). */
const usualBakes = [2, 3, 5, 10, 15, 20, 30, 45, 60];

/**
 * The shortest of the usual bakes, in seconds, with which `chanceIn` comes to 80 %; undefined if none does, or if the strategy
 * has no bakes before the new fleet has all of the traffic. By bisection: the longer the bakes, the more is seen.
 *
 * @param chance with the policy's own bake
 */
export function neededBake<T extends Shift>(
  policy: StrategyPolicy,
  shiftBy: (policy: StrategyPolicy) => T,
  chanceIn: (shift: T) => number,
  chance: number,
): number | undefined {
  const bake = 'bake' in policy ? policy.bake : undefined;
  if (bake === undefined) return undefined;
  const isEnough = chance >= noticedChance;
  const shifts = usualBakes
    .filter((minutes) => (isEnough ? minutes * 60 < bake : minutes * 60 > bake))
    .map((minutes) => ({ seconds: minutes * 60, shift: shiftBy({ ...policy, bake: minutes * 60 }) }))
    // SageMaker stops an update that takes longer.
    .filter(({ shift }) => shift.totalSeconds <= longestTimeout);
  let [first, after] = [0, shifts.length];
  while (first < after) {
    const middle = Math.floor((first + after) / 2);
    const { shift } = shifts[middle] as (typeof shifts)[number];
    if (chanceIn(shift) >= noticedChance) after = middle;
    else first = middle + 1;
  }
  return shifts[first]?.seconds ?? (isEnough ? bake : undefined);
}

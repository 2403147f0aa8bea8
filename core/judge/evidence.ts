import { eventsOf, isCompared, type MinuteCounts, shareOf } from './counts.ts';
import { logAdd, logMean } from './logs.ts';

/**
 * How many times worse than tolerated green may be: the alternatives that the evidence is about, each with the same
 * weight. Turned round (1/1.25 …) how many times better.
 */
export const alternatives: readonly number[] = [1.25, 1.5, 2, 3, 5, 10, 20, 50];

/**
 * The evidence of one minute for green's events being `times` as frequent as `tolerance` times blue's, as a
 * logarithm. Given everything before it, each event of the minute fell to green with a chance of
 * `share · ratio / (1 − share + share · ratio)`. So what both fleets suffer from cancels out.
 *
 * `tolerance` 1, `times` 10, a share of 10 % and three events, all green's: 10³ · (1 / (0.9 + 1))³ = 145.8.
 *
 * Source: Lindon and others, "Rapid Regression Detection in Software Deployments through Sequential Testing"
 * (arXiv 2205.14762).
 */
export function minuteEvidence(minute: MinuteCounts, tolerance: number, times: number): number {
  const share = shareOf(minute);
  const events = eventsOf(minute);
  // Events that are there before the requests that they are of show nothing.
  if (events === 0 || !isCompared(minute)) return 0;
  const weight = (ratio: number) => 1 - share + share * ratio;
  return (
    minute.green.events * Math.log(times) + events * Math.log(weight(tolerance) / weight(tolerance * times))
  );
}

export interface EvidenceSettings {
  /** The ratio of green's rate to blue's that is still all right: 2 is twice as often. */
  readonly tolerance: number;
  /** The chance of saying by accident, at any minute, that green is worse: 0.01 is 1 %. */
  readonly falseAlarms: number;
  /** How many minutes the comparison is planned to last; at least 1. */
  readonly planned: number;
}

/**
 * ln M after each minute: the evidence that green is worse than tolerated, which may be looked at after every
 * minute. If green is not worse, M reaches 1 / `falseAlarms` ever with a chance of at most `falseAlarms` (Ville).
 *
 * Half of the weight is on a fault from the first minute on, the other half on faults that begin in one of the
 * others, alike: a fault that begins in minute 30 is seen in 7 minutes instead of 23. A single minute counts for at most
 * `falseAlarms`^(−1/3), so that at least three must agree.
 */
export function evidenceAfter(
  minutes: readonly MinuteCounts[],
  { tolerance, falseAlarms, planned }: EvidenceSettings,
): number[] {
  const most = mostOfAMinute(falseAlarms);
  const logs = alternatives.map(() => Number.NEGATIVE_INFINITY);
  let unused = 1;
  return minutes.map((minute, index) => {
    const fresh = Math.min(unused, startWeight(index, planned));
    unused -= fresh;
    const begins = Math.log(fresh);
    for (const [j, times] of alternatives.entries()) {
      const before = logs[j] ?? Number.NEGATIVE_INFINITY;
      const factor = Math.min(minuteEvidence(minute, tolerance, times), most);
      logs[j] = logAdd(before, begins) + factor;
    }
    return logAdd(logMean(logs), Math.log(Math.max(0, unused)));
  });
}

const mostOfAMinute = (falseAlarms: number): number => -Math.log(falseAlarms) / 3;

/** ln M, as `evidenceAfter` has it, if minutes like these came so many times: without the weights of when a fault begins. */
export function evidenceOfMore(
  minutes: readonly MinuteCounts[],
  { tolerance, falseAlarms }: Pick<EvidenceSettings, 'tolerance' | 'falseAlarms'>,
  times: number,
): number {
  const most = mostOfAMinute(falseAlarms);
  return logMean(
    alternatives.map((ratio) =>
      minutes.reduce(
        (total, minute) => total + times * Math.min(minuteEvidence(minute, tolerance, ratio), most),
        0,
      ),
    ),
  );
}

/** The weight of a fault that begins in this minute (from 0). */
function startWeight(index: number, planned: number): number {
  if (planned <= 1) return index === 0 ? 1 : 0;
  return index === 0 ? 0.5 : 0.5 / (planned - 1);
}

/**
 * ln M of all minutes without what `evidenceAfter` adds, for a ratio of at most `tolerance` (`worse`), or of at least
 * `tolerance` (`better`). It falls, or rises, with `tolerance` alone: upper bounds are made of it.
 */
export function plainEvidence(
  minutes: readonly MinuteCounts[],
  tolerance: number,
  direction: 'worse' | 'better',
): number {
  return logMean(
    alternatives.map((times) => {
      const factor = direction === 'worse' ? times : 1 / times;
      return minutes.reduce((sum, minute) => sum + minuteEvidence(minute, tolerance, factor), 0);
    }),
  );
}

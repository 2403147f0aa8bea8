import { comparisonGoesOffAt } from '../alarms/comparison-evidence.ts';
import type { MinuteCounts } from '../judge/counts.ts';
import { failsAt, type JudgeSettings } from '../judge/judge.ts';
import { type Chance, drawnPoisson } from './drawn-poisson.ts';
import type { GreenMinute } from './green-minutes.ts';

export interface JudgedShift {
  readonly minutes: readonly GreenMinute[];
  /** Of both fleets, expected in a minute. */
  readonly requestsPerMinute: number;
  readonly blueRate: number;
  readonly greenRate: number;
  readonly settings: WatchedComparison;
}

/** A judge or a comparison, and who computes it: Greenlight at its looks, or CloudWatch every minute. */
export interface WatchedComparison extends Omit<JudgeSettings, 'planned'> {
  readonly computedBy: 'greenlight' | 'cloudwatch';
  /** What it counts; 5xx by default. */
  readonly counts?: '5xx' | '4xx';
  /** So many of green's first minutes are left out. */
  readonly skips?: number;
}

/**
 * The chance that a judge or comparison stops the shift at the end of each minute, from `runs` shifts drawn by chance: its standard
 * error is at most 0.5 / √runs.
 */
export function judgeChances(shift: JudgedShift, runs: number, chance: Chance): number[] {
  const chances = shift.minutes.map(() => 0);
  for (let run = 0; run < runs; run += 1) {
    const at = stoppedAt(shift, chance);
    if (at !== undefined) chances[at] = (chances[at] ?? 0) + 1 / runs;
  }
  return chances;
}

function stoppedAt(shift: JudgedShift, chance: Chance): number | undefined {
  const { minutes, requestsPerMinute, blueRate, greenRate, settings } = shift;
  const looked = settings.computedBy === 'greenlight';
  // After the last look nothing decides any more.
  const last = looked ? minutes.findLastIndex(({ isLookedAt }) => isLookedAt) : minutes.length - 1;
  const counted = minutes.slice(0, last + 1).map(
    ({ share }, index): MinuteCounts => ({
      at: index,
      green: fleet(requestsPerMinute * share, greenRate, chance),
      blue: fleet(requestsPerMinute * (1 - share), blueRate, chance),
    }),
  );
  if (!looked) return comparisonGoesOffAt(counted, settings);
  // What decides at a minute decides at every later look: it is seen at the first of them.
  const failed = failsAt(counted.slice(settings.skips ?? 0), { ...settings, planned: minutes.length });
  return failed === undefined
    ? undefined
    : minutes.findIndex(({ isLookedAt }, index) => index >= failed && isLookedAt);
}

function fleet(requests: number, rate: number, chance: Chance): { requests: number; events: number } {
  const events = drawnPoisson(requests * rate, chance);
  return { events, requests: events + drawnPoisson(requests * (1 - rate), chance) };
}

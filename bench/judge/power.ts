import type { MinuteCounts } from '../../core/judge/counts.ts';
import { alternatives, minuteEvidence } from '../../core/judge/evidence.ts';
import { aboveFloorAfter } from '../../core/judge/floor.ts';
import { failsAt, type JudgeSettings } from '../../core/judge/judge.ts';
import { logMean } from '../../core/judge/logs.ts';
import { seededRandom } from '../../local/random.ts';
import type { Figure } from '../table.ts';
import { drawn, type Traffic } from './series.ts';

/**
 * Of 100, caught in the reference measurements of the statistic (Lindon and others; a canary of 10 % in 30 minutes, a tolerance
 * of 2×), to whole per cent: 3, 5 and 10 times as many failures, and all.
 */
const reference: readonly (readonly [rate: number, perSecond: number, ...caught: number[]])[] = [
  [0.0002, 20, 1, 6, 39, 100],
  [0.0002, 100, 3, 36, 100, 100],
  [0.002, 1, 0, 2, 14, 100],
  [0.002, 5, 1, 15, 86, 100],
  [0.002, 20, 6, 77, 100, 100],
  [0.002, 100, 57, 100, 100, 100],
  [0.01, 5, 7, 89, 100, 100],
];
const factors = [3, 5, 10, Number.POSITIVE_INFINITY];
const referenceSeries = 2000;
const rounding = 0.5;

interface Caught {
  /** Of 100: by the judge, by the statistic without its safeguards, and that in the reference measurements. */
  readonly judge: number;
  readonly plain: number;
  readonly wanted: number;
  /** The minute in which the judge decides, in the middle of all cases; undefined if it mostly does not. */
  readonly minute: number | undefined;
  /** Series that the judge must catch, by what its safeguards may cost at most, and does not. */
  readonly missed: number;
}

/** @param series how many of each cell */
export function powerRows(
  series: number,
  shares: readonly number[],
  settings: JudgeSettings,
): { readonly blueRate: number; readonly requestsPerSecond: number; readonly caught: readonly Caught[] }[] {
  return reference.map(([blueRate, requestsPerSecond, ...wanted], row) => ({
    ...{ blueRate, requestsPerSecond },
    caught: factors.map((times, column) => {
      const random = seededRandom(1000 + row * 10 + column);
      const traffic: Traffic = {
        ...{ blueRate, requestsPerSecond, behaviour: 'steady', shares },
        greenRate: Math.min(1, blueRate * times),
      };
      const lowered = { ...settings, floor: Math.min(settings.floor, blueRate) };
      const all = Array.from({ length: series }, () => drawn(traffic, () => random.next()));
      return caughtIn(all, lowered, wanted[column] ?? 0);
    }),
  }));
}

function caughtIn(all: readonly MinuteCounts[][], settings: JudgeSettings, wanted: number): Caught {
  const at: number[] = [];
  let [plain, missed] = [0, 0];
  for (const minutes of all) {
    const judged = failsAt(minutes, settings);
    if (judged !== undefined) at.push(judged);
    if (isCaughtPlainly(minutes, settings, 1, false)) plain += 1;
    // Half of the weight is on faults from the first minute on: the judge's evidence is at least half of theirs.
    if (judged === undefined && isCaughtPlainly(minutes, settings, 2, true)) missed += 1;
  }
  const median = at.toSorted((a, b) => a - b)[Math.floor(at.length / 2)] ?? 0;
  return {
    judge: (100 * at.length) / all.length,
    plain: (100 * plain) / all.length,
    wanted,
    minute: at.length * 2 > all.length ? median / 60_000 + 1 : undefined,
    missed,
  };
}

/**
 * Whether the statistic ever reaches `times` of what decides, with all weight on a fault from the first minute on, and
 * `capped` as the judge caps a minute. Green must be above the floor, too.
 */
function isCaughtPlainly(
  minutes: readonly MinuteCounts[],
  { tolerance, falseAlarms, floor }: JudgeSettings,
  times: number,
  capped: boolean,
): boolean {
  const needed = -Math.log(falseAlarms);
  const most = capped ? needed / 3 : Number.POSITIVE_INFINITY;
  const aboveFloor = aboveFloorAfter(minutes, floor);
  const sums = alternatives.map(() => 0);
  return minutes.some((minute, index) => {
    for (const [j, worse] of alternatives.entries())
      sums[j] = (sums[j] ?? 0) + Math.min(most, minuteEvidence(minute, tolerance, worse));
    return logMean(sums) >= needed + Math.log(times) && (aboveFloor[index] ?? 0) >= needed;
  });
}

/** Whether both are the same chance, by three standard errors of both and what the reference is rounded by. */
function isAsMeasured({ plain, wanted }: Caught, series: number): boolean {
  // One more of either kind: where none were seen, there may be a few.
  const part = ((plain * series + wanted * referenceSeries) / 100 + 1) / (series + referenceSeries + 2);
  const error = 100 * Math.sqrt(part * (1 - part) * (1 / series + 1 / referenceSeries));
  return Math.abs(plain - wanted) <= rounding + 3 * error;
}

/** What must hold: neither limit comes from what was measured here. */
export function powerFigures(rows: ReturnType<typeof powerRows>, series: number): readonly Figure[] {
  const all = rows.flatMap(({ caught }) => caught);
  const other = all.filter((one) => !isAsMeasured(one, series)).length;
  const missed = all.reduce((sum, one) => sum + one.missed, 0);
  const gap = Math.max(...all.map(({ plain, judge }) => plain - judge));
  return [
    {
      what: 'the statistic without safeguards: cells that differ from the reference (3 errors)',
      ...{ value: `${other} of ${all.length}`, target: '0', met: other === 0 },
    },
    {
      what: '  series that the judge must catch at half the evidence, three minutes agreeing, and does not',
      ...{ value: `${missed}`, target: '0', met: missed === 0 },
    },
    { what: '  caught less than without safeguards, at most', value: `${Math.round(gap)} points` },
  ];
}

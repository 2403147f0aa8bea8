import type { JudgeSettings } from '../judge/judge.ts';
import { scoresFailAt } from '../judge/judge-scores.ts';
import type { ScoreMinute } from '../judge/score-events.ts';
import { type Chance, drawnPoisson } from './drawn-poisson.ts';
import type { GreenMinute } from './green-minutes.ts';
import { normalAtMost, normalQuantile } from './normal.ts';

/** What a model answers, by the parts of its answers that fall into each bin. */
export type ScoreModel = 'shifted' | 'constant';

const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const limits = tenths.map((below) => ({ below }));
/** Bell-shaped scores moved by so many of their standard deviations have a PSI of 0.25 in tenths, by custom a large shift. */
const shift = 0.513;

/** The old fleet's scores are in tenths, and all are numbers; the last two bins are of answers without any. */
const usual = [...Array<number>(10).fill(0.1), 0, 0];

/** Of the ten bins of numbers, and the two of what is none. */
export function partsOf(model: ScoreModel): number[] {
  // In the middle, where a constant is seen last.
  if (model === 'constant') return usual.map((_, bin) => (bin === 4 ? 1 : 0));
  const below = [0, ...tenths.map((tenth) => normalAtMost(normalQuantile(tenth) - shift)), 1];
  return usual.map((_, bin) => (bin < 10 ? (below[bin + 1] ?? 1) - (below[bin] ?? 0) : 0));
}

/** With more, several minutes are drawn and judged as one: the sum stays short, and times are coarser. */
const mostPeriods = 30;
/** Most of what is found at all is found early, and what comes later does not change that. */
const early = 8;

/** A minute of captured answers is judged when it is three minutes over, two later than counts (adapters/gates/scores.ts). */
const laterThanCounts = 2;

/**
 * The chance that the comparison of scores stops the shift at the end of each minute, from `runs` shifts drawn by chance: its
 * standard error is at most 0.5 / √runs. Drawn are answers by the bin, as they are expected in it. Of a shift of more than half an hour
 * several minutes are taken for one; three of them must agree, so that it seems to be stopped a little later than it is.
 *
 * @param answersPerMinute that are captured, of both fleets
 */
export function scoreChances(
  {
    minutes,
    answersPerMinute,
    model,
    settings,
  }: {
    readonly minutes: readonly GreenMinute[];
    readonly answersPerMinute: number;
    readonly model: ScoreModel;
    readonly settings: Omit<JudgeSettings, 'planned'>;
  },
  runs: number,
  chance: Chance,
): number[] {
  const chances = minutes.map(() => 0);
  const green = partsOf(model);
  // Later minutes are known to no look.
  const last = minutes.findLastIndex(({ isLookedAt }) => isLookedAt) - laterThanCounts;
  const judged = minutes.slice(0, Math.max(0, last + 1));
  const size = Math.max(1, Math.ceil(judged.length / mostPeriods));
  const periods = Array.from({ length: Math.ceil(judged.length / size) }, (_, period) =>
    judged.slice(period * size, (period + 1) * size).reduce(
      ({ green, blue }, { share }) => ({
        green: green + answersPerMinute * share,
        blue: blue + answersPerMinute * (1 - share),
      }),
      { green: 0, blue: 0 },
    ),
  );
  const asked = { ...settings, planned: Math.ceil(minutes.length / size) };
  for (let run = 0; run < runs; run += 1) {
    const drawn = periods.map(
      (expected, at): ScoreMinute => ({
        at,
        green: green.map((part) => drawnPoisson(expected.green * part, chance)),
        blue: usual.map((part) => drawnPoisson(expected.blue * part, chance)),
      }),
    );
    const failed = scoresFailAt(drawn.slice(0, early), limits, asked) ?? scoresFailAt(drawn, limits, asked);
    if (failed === undefined) continue;
    const known = (failed + 1) * size - 1 + laterThanCounts;
    const seen = minutes.findIndex(({ isLookedAt }, index) => index >= known && isLookedAt);
    if (seen !== -1) chances[seen] = (chances[seen] ?? 0) + 1 / runs;
  }
  return chances;
}

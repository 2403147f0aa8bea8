import type { Score } from '../../core/judge/score.ts';
import { binCount, quantileBins, type ScoreBins } from '../../core/judge/score-bins.ts';
import type { ScoreMinute } from '../../core/judge/score-events.ts';
import { type Chance, normal, poisson } from './series.ts';

/** How a model's scores come: one score, drawn by chance. */
export type Scores = (chance: Chance) => Score;

/** Scores as models give them. */
export const kinds: Readonly<Record<string, Scores>> = {
  'bell-shaped': normal,
  'most near 0': (chance) => chance() ** 8,
  'two labels': (chance) => (chance() < 0.2 ? 1 : 0),
  'a constant': () => 0.5,
  '3 % no numbers': (chance) => (chance() < 0.03 ? 'no-number' : chance()),
};

export interface ScoreTraffic {
  readonly blue: Scores;
  readonly green: Scores;
  /** Answers that are captured of both fleets, expected in a minute. */
  readonly perMinute: number;
  /** Green's share of them, minute by minute. */
  readonly shares: readonly number[];
}

/** How many of blue's answers before the shift make the bins. */
const references = 300;

/** The bins of a shift, and its minutes, drawn by chance. */
export function drawnScores(
  { blue, green, perMinute, shares }: ScoreTraffic,
  chance: Chance,
): { readonly bins: ScoreBins; readonly minutes: ScoreMinute[] } {
  const before = Array.from({ length: references }, () => blue(chance));
  const bins = quantileBins(before.filter((score) => typeof score === 'number'));
  const fleet = (mean: number, scores: Scores) => {
    const counts = Array<number>(binCount(bins.limits.length)).fill(0);
    for (let left = poisson(mean, chance); left > 0; left -= 1) {
      const bin = bins.binOf(scores(chance));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts;
  };
  const minutes = shares.map((share, index) => ({
    at: index * 60_000,
    green: fleet(perMinute * share, green),
    blue: fleet(perMinute * (1 - share), blue),
  }));
  return { bins, minutes };
}

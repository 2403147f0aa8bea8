import type { JudgeSettings } from '../../core/judge/judge.ts';
import { scoresFailAt } from '../../core/judge/judge-scores.ts';
import { seededRandom } from '../../local/random.ts';
import { type Figure, table } from '../table.ts';
import { falseRollbacksOf, percent } from './percent.ts';
import { drawnScores, kinds, type Scores, type ScoreTraffic } from './score-series.ts';
import { type Chance, normal } from './series.ts';

/** The strictest tolerance: any difference counts. */
const strict: JudgeSettings = { tolerance: 1, falseAlarms: 0.01, floor: 0.01, planned: 30 };
/** What a manifest has that says nothing. */
const usual: JudgeSettings = { ...strict, tolerance: 1.5 };
const minutes = 30;
const canary: readonly number[] = Array.from({ length: minutes }, () => 0.1);
const linear: readonly number[] = Array.from({ length: minutes }, (_, n) => 0.2 * (1 + Math.floor(n / 7.5)));

interface Cell {
  readonly name: string;
  readonly traffic: ScoreTraffic;
}

/** Both fleets' scores alike: five kinds of scores, few of them under a canary and many in linear steps. */
const cells: readonly Cell[] = Object.entries(kinds).flatMap(([kind, scores]) => {
  const traffic = { blue: scores, green: scores };
  return [
    { name: `${kind}, canary, 12 a minute`, traffic: { ...traffic, perMinute: 12, shares: canary } },
    { name: `${kind}, linear, 120 a minute`, traffic: { ...traffic, perMinute: 120, shares: linear } },
  ];
});

/** How many of `series` series are found to be worse, and in which minute of those, by the median. */
function found(traffic: ScoreTraffic, settings: JudgeSettings, series: number, seed: number) {
  const random = seededRandom(seed);
  const chance: Chance = () => random.next();
  const at = Array.from({ length: series }, () => {
    const { bins, minutes: drawn } = drawnScores(traffic, chance);
    return scoresFailAt(drawn, bins.limits, settings);
  }).filter((one) => one !== undefined);
  const median = at.toSorted((a, b) => a - b)[Math.floor(at.length / 2)];
  return { count: at.length, minute: median === undefined ? undefined : median / 60_000 + 1 };
}

const shifted =
  (by: number): Scores =>
  (chance) =>
    normal(chance) + by;
const sometimes =
  (part: number, instead: ReturnType<Scores>): Scores =>
  (chance) =>
    chance() < part ? instead : normal(chance);

/** What green answers where blue's scores are bell-shaped; by custom a PSI of 0.1 is a shift, 0.25 a large one. */
const faults: readonly (readonly [name: string, green: Scores])[] = [
  ['shifted, PSI 0.1', shifted(0.33)],
  ['shifted, PSI 0.25', shifted(0.53)],
  ['shifted, PSI 1', shifted(1.1)],
  ['a constant', () => 0.1],
  ['1 in 10 no number', sometimes(0.1, 'no-number')],
  ['no number', () => 'no-number'],
  ['no score', () => 'missing'],
];

/**
 * The judge of scores on drawn series: false rollbacks where both fleets answer alike, and what it catches.
 *
 * @param series how many of each cell
 */
export function scoreFigures(series: number): { readonly text: string; readonly figures: readonly Figure[] } {
  const alike = cells.map(({ name, traffic }, index) => {
    const random = seededRandom(index + 1);
    const judged = falseRollbacksOf(series, strict.falseAlarms, () => {
      const { bins, minutes: drawn } = drawnScores(traffic, () => random.next());
      return scoresFailAt(drawn, bins.limits, strict) !== undefined;
    });
    return { name, ...judged };
  });
  const worst = Math.max(...alike.map(({ atMost }) => atMost));
  const wrong = cells.filter(
    ({ traffic }, index) =>
      found(traffic, { ...strict, tolerance: 0.5, floor: 1e-6 }, 100, index + 1).count > 1,
  ).length;
  const few = Math.min(series, 100);
  const caught = faults.map(([name, green], index) => ({
    name,
    chances: [strict, usual].flatMap((settings) =>
      [60, 200, 600].map((perMinute, column) => {
        const traffic = { blue: normal, green, perMinute, shares: canary };
        const { count, minute } = found(traffic, settings, few, 100 * (index + 1) + column);
        return { part: count / few, minute };
      }),
    ),
  }));
  const text = [
    'Scores of sound models: both fleets answer alike, tolerance 1',
    table([
      ['cell', 'series', 'judge', 'at most'],
      ...alike.map(({ name, of, share, atMost }) => [name, String(of), percent(share), percent(atMost)]),
    ]),
    'Models with other scores caught, of a canary of 10 % in 30 minutes (median minute), by answers of green in all',
    table([
      ['model', '180, 1×', '600, 1×', '1,800, 1×', '180, 1.5×', '600, 1.5×', '1,800, 1.5×'],
      ...caught.map(({ name, chances }) => [
        name,
        ...chances.map(({ part, minute }) => `${percent(part)}${minute === undefined ? '' : ` (${minute})`}`),
      ]),
    ]),
  ].join('\n');
  const partOf = (row: number, column: number) => caught[row]?.chances[column]?.part ?? 0;
  return {
    text,
    figures: [
      {
        what: 'scores: false rollbacks, worst cell, upper 99 % bound',
        value: percent(worst),
        target: `≤ ${percent(strict.falseAlarms)}`,
        met: worst <= strict.falseAlarms,
      },
      {
        what: '  with a tolerance of 0.5 instead of 1: cells that show it',
        value: `${wrong} of ${cells.length}`,
        target: '≥ 1',
        met: wrong >= 1,
      },
      // The reference: 80 % by about 500 answers, and by about 200.
      atLeast('  caught by 600 answers of green: PSI 0.1 (1×)', partOf(0, 1), 0.8),
      atLeast('  caught by 600 answers of green: PSI 0.25 (1×)', partOf(1, 1), 0.99),
      atLeast('  caught by 180 answers of green: a constant (1.5×)', partOf(3, 3), 0.99),
      atLeast('  caught by 180 answers of green: no number (1.5×)', partOf(5, 3), 0.99),
    ],
  };
}

const atLeast = (what: string, part: number, least: number): Figure => ({
  what,
  value: percent(part),
  target: `≥ ${percent(least)}`,
  met: part >= least,
});

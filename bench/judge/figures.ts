import type { MinuteCounts } from '../../core/judge/counts.ts';
import { failsAt, type JudgeSettings, judge } from '../../core/judge/judge.ts';
import { seededRandom } from '../../local/random.ts';
import { type Figure, table } from '../table.ts';
import { falseRollbacksOf, percent } from './percent.ts';
import { powerFigures, powerRows } from './power.ts';
import { isWorseByRanks, trips } from './rivals.ts';
import { type Behaviour, drawn, type Traffic } from './series.ts';

const settings: JudgeSettings = { tolerance: 2, falseAlarms: 0.01, floor: 0.001, planned: 30 };
/** A canary of 10 % that bakes for half an hour. */
const canary: readonly number[] = Array.from({ length: 30 }, () => 0.1);

const behaviours: readonly Behaviour[] = ['steady', 'own bursts', 'a hiccup', 'sticky retries'];

interface Cell {
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly rates: Pick<Traffic, 'requestsPerSecond' | 'blueRate'>;
  /** How many times as often as blue's green's requests fail. */
  readonly times: number;
}

const cellsOf = (behaviour: Behaviour, times: number): Cell[] =>
  [0.2, 5, 100].flatMap((requestsPerSecond) =>
    [0.0002, 0.002, 0.01].map((blueRate) => ({
      name: `${times === 1 ? behaviour : `${times} times`}, ${requestsPerSecond}/s, ${percent(blueRate)}`,
      ...{ behaviour, times, rates: { requestsPerSecond, blueRate } },
    })),
  );

/**
 * Both fleets alike: three rates of requests, three of failures, four behaviours, of which three break what the statistic
 * assumes. And as it assumes, the hardest that is still sound: green fails as often as is just tolerated.
 */
const cells: readonly Cell[] = [
  ...behaviours.flatMap((behaviour) => cellsOf(behaviour, 1)),
  ...cellsOf('steady', settings.tolerance),
];

/** The series of a cell, one after the other. */
function seriesOf({ behaviour, rates, times }: Cell, seed: number): () => MinuteCounts[] {
  const random = seededRandom(seed);
  const traffic = { ...rates, behaviour, shares: canary, greenRate: rates.blueRate * times };
  return () => drawn(traffic, () => random.next());
}

/** How often each way takes back a green that is sound. */
function falseRollbacks(cell: Cell, series: number, seed: number) {
  const next = seriesOf(cell, seed);
  const found = { threshold: 0, ranks: 0, noData: 0 };
  // The slower ways are tried on a part of the same series.
  const part = Math.min(series, 500);
  const judged = falseRollbacksOf(series, settings.falseAlarms, (n) => {
    const minutes = next();
    if (n < part) {
      if (trips(minutes)) found.threshold += 1 / part;
      if (isWorseByRanks(minutes)) found.ranks += 1 / part;
      if (judge(minutes, settings).verdict === 'NO-DATA') found.noData += 1 / part;
    }
    return failsAt(minutes, settings) !== undefined;
  });
  return { ...found, ...judged };
}

/** Whether a wrong setting shows in a cell: more are taken back than may be. */
function isSeenWrong(cell: Cell, series: number, seed: number): boolean {
  const next = seriesOf(cell, seed);
  const wrong = { ...settings, tolerance: 0.5 };
  const count = Array.from({ length: series }, next).filter(
    (minutes) => failsAt(minutes, wrong) !== undefined,
  ).length;
  return count / series > settings.falseAlarms;
}

/**
 * The judge on drawn series: false rollbacks with their upper bound beside two usual ways; the same with a tolerance that
 * is wrong on purpose, which must be seen; and what it catches.
 *
 * @param series how many of each cell
 */
export function judgeFigures(series: number): { readonly text: string; readonly figures: readonly Figure[] } {
  const rows = cells.map((cell, index) => ({
    ...cell,
    ...falseRollbacks(cell, series, index + 1),
  }));
  const worst = Math.max(...rows.map(({ atMost }) => atMost));
  const seen = cells.filter((cell, index) => isSeenWrong(cell, Math.min(series, 500), index + 1)).length;
  const ofEach = Math.min(series, 1000);
  const caught = powerRows(ofEach, canary, settings);
  const text = [
    'Sound models taken back: both fleets alike, or green at the tolerance',
    table([
      ['cell', 'series', 'judge', 'at most', 'above 1 % for 2 min', 'ranks', 'NO-DATA'],
      ...rows.map(({ name, of, share, atMost, threshold, ranks, noData }) => [
        name,
        String(of),
        ...[share, atMost, threshold, ranks, noData].map(percent),
      ]),
    ]),
    'Bad models caught by the judge, of a canary of 10 % in 30 minutes (median minute)',
    table([
      ['usual rate, traffic', '3 times', '5 times', '10 times', 'all fail'],
      ...caught.map((row) => [
        `${percent(row.blueRate)}, ${row.requestsPerSecond}/s`,
        ...row.caught.map(
          ({ judge, minute }) => `${Math.round(judge)}${minute === undefined ? '' : ` (${minute})`}`,
        ),
      ]),
    ]),
  ].join('\n');
  return {
    text,
    figures: [
      {
        what: 'judge: false rollbacks, worst cell, upper 99 % bound',
        value: percent(worst),
        target: `≤ ${percent(settings.falseAlarms)}`,
        met: worst <= settings.falseAlarms,
      },
      {
        what: '  with a tolerance of 0.5 instead of 2: cells that show it',
        value: `${seen} of ${cells.length}`,
        target: '≥ 1',
        met: seen >= 1,
      },
      ...powerFigures(caught, ofEach),
    ],
  };
}

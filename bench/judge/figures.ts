import { failsAt, type JudgeSettings, judge } from '../../core/judge/judge.ts';
import { seededRandom } from '../../local/random.ts';
import { type Figure, table } from '../table.ts';
import { percent, upperBound } from './percent.ts';
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

/** How often each way takes back a green that is sound. */
function falseRollbacks({ behaviour, rates, times }: Cell, series: number, seed: number, tolerance: number) {
  const random = seededRandom(seed);
  const traffic = { ...rates, behaviour, shares: canary, greenRate: rates.blueRate * times };
  const found = { judged: 0, threshold: 0, ranks: 0, noData: 0 };
  // The slower ways are tried on a part of the same series.
  const part = Math.min(series, 500);
  for (let n = 0; n < series; n += 1) {
    const minutes = drawn(traffic, () => random.next());
    if (failsAt(minutes, { ...settings, tolerance }) !== undefined) found.judged += 1;
    if (n >= part) continue;
    if (trips(minutes)) found.threshold += 1 / part;
    if (isWorseByRanks(minutes)) found.ranks += 1 / part;
    if (judge(minutes, settings).verdict === 'NO-DATA') found.noData += 1 / part;
  }
  return { ...found, share: found.judged / series, atMost: upperBound(found.judged, series) };
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
    ...falseRollbacks(cell, series, index + 1, settings.tolerance),
  }));
  const worst = Math.max(...rows.map(({ atMost }) => atMost));
  const wrong = cells.map((cell, index) => falseRollbacks(cell, Math.min(series, 500), index + 1, 0.5));
  const seen = wrong.filter(({ share }) => share > settings.falseAlarms).length;
  const ofEach = Math.min(series, 1000);
  const caught = powerRows(ofEach, canary, settings);
  const text = [
    `Sound models taken back: both fleets alike, or green at the tolerance; ${series} series of each`,
    table([
      ['cell', 'judge', 'at most', 'above 1 % for 2 min', 'ranks', 'NO-DATA'],
      ...rows.map(({ name, share, atMost, threshold, ranks, noData }) => [
        name,
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
        value: `${seen} of ${wrong.length}`,
        target: '≥ 1',
        met: seen >= 1,
      },
      ...powerFigures(caught, ofEach),
    ],
  };
}

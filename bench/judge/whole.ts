import { timelineOf } from '../../core/plan/timeline/timeline-of.ts';
import { type Risk, risksOf } from '../../core/risk/risk-of.ts';
import { watchedManaged } from '../../core/risk/watched-errors.ts';
import { seededRandom } from '../../local/random.ts';
import { type Figure, table } from '../table.ts';
import { isWorseByRanks, trips } from './rivals.ts';
import { type WholeRelease, wholeWorld } from './whole-world.ts';

type Guard = 'greenlight' | 'cloudwatch' | 'limit';

interface Cell {
  readonly guard: Guard;
  readonly blueRate: number;
  readonly requestsPerSecond: number;
  /** How many times as often as blue's green's requests fail. */
  readonly times: number;
}

/** A way to shift, as a manifest writes it and as a plan has it. */
interface Way {
  readonly manifest: object;
  readonly policy: Parameters<typeof timelineOf>[0]['policy'];
  readonly instances: number;
}

const terms = { tolerance: 2, falseAlarms: 0.01, floor: 0.001 };
const limit = { metric: '5xx-rate', above: '1%', for: '2m' };
const canary = {
  manifest: { strategy: 'canary', step: '10%', bake: '30m', finalBake: '5m', timeout: '3h' },
  policy: {
    ...{ strategy: 'canary', step: { Type: 'CAPACITY_PERCENT', Value: 10 } },
    ...{ bake: 1800, finalBake: 300, timeout: 10_800 },
  },
  instances: 10,
} as const satisfies Way;
/** The README's. */
const linear = {
  manifest: { strategy: 'linear', step: '20%', bake: '5m', finalBake: '5m', timeout: '3h' },
  policy: {
    ...{ strategy: 'linear', step: { Type: 'CAPACITY_PERCENT', Value: 20 } },
    ...{ bake: 300, finalBake: 300, timeout: 10_800 },
  },
  instances: 5,
} as const satisfies Way;

/** Six cells of the reference measurements with a sound and a bad model, and two other guards. */
const cells: readonly Cell[] = [
  ...(
    [
      [0.0002, 20, 10],
      [0.002, 1, 500],
      [0.002, 5, 10],
      [0.002, 20, 5],
      [0.002, 100, 3],
      [0.01, 5, 5],
    ] as const
  ).flatMap(([blueRate, requestsPerSecond, bad]) =>
    [1, bad].map((times): Cell => ({ guard: 'greenlight', blueRate, requestsPerSecond, times })),
  ),
  ...[1, 10].map((times): Cell => ({ guard: 'cloudwatch', blueRate: 0.002, requestsPerSecond: 5, times })),
  ...[1, 3, 200].map((times): Cell => ({ guard: 'limit', blueRate: 0.005, requestsPerSecond: 1, times })),
];

const rolloutOf = ({ guard }: Cell) => (guard === 'limit' ? linear : canary);

/** What `plan --risk` would say of it. */
function predicted(cell: Cell): Risk {
  const { guard, blueRate, requestsPerSecond, times } = cell;
  const { policy, instances } = rolloutOf(cell);
  const timeline = timelineOf({
    ...{ action: 'update', policy, variants: [{ name: 'AllTraffic', instanceCount: instances }] },
  });
  const managed = { metric: limit.metric, comparison: 'above', threshold: 1, on: 'rollback' } as const;
  const watched = watchedManaged({ ...managed, forSeconds: 120, periodSeconds: 60 }, 1);
  const [risk] = risksOf(
    {
      ...{ timeline, requestsPerSecond, healthyRate: blueRate },
      alarms: guard === 'limit' && watched !== undefined ? [watched] : [],
      judges: guard === 'limit' ? [] : [{ ...terms, computedBy: guard }],
      chance: seededRandom(1).next,
      lagMinutes: lagOf(cell),
    },
    [Math.min(1, blueRate * times)],
  );
  if (risk === undefined) throw new Error('one rate has one risk');
  return risk;
}

interface Played {
  readonly takenBack: number;
  /** Of each release that was taken back; ∞ of the others. */
  readonly exposed: readonly number[];
  readonly harmed: readonly number[];
  readonly minutes: readonly number[];
  /** The usual alarm and a Mann–Whitney test on the minutes that both fleets served: what they would have done. */
  readonly threshold: number;
  readonly ranks: number;
}

async function played(cell: Cell, rollouts: number, seed: number): Promise<Played> {
  const { guard, blueRate, requestsPerSecond, times } = cell;
  const random = seededRandom(seed);
  const { manifest, instances } = rolloutOf(cell);
  const alarms = guard === 'limit' ? [limit] : [{ compare: '5xx', computedBy: guard }];
  const fleet = { instanceType: 'ml.m5.large', instanceCount: instances };
  const world = await wholeWorld({ fleet, rollout: manifest, alarms }, () => random.next());
  const releases: WholeRelease[] = [];
  for (let n = 0; n < rollouts; n += 1)
    releases.push(
      await world.release({ requestsPerSecond, blueRate, greenRate: Math.min(1, blueRate * times) }),
    );
  await world.close();
  const of = (value: (release: WholeRelease) => number) =>
    releases.map((release) =>
      release.outcome === 'ROLLED_BACK' ? value(release) : Number.POSITIVE_INFINITY,
    );
  const sum = (release: WholeRelease, what: 'requests' | 'events') =>
    release.minutes.reduce((all, { green }) => all + green[what], 0);
  const both = releases.map(({ minutes }) => minutes.filter(({ blue }) => blue.requests > 0));
  return {
    takenBack: releases.filter(({ outcome }) => outcome === 'ROLLED_BACK').length / rollouts,
    exposed: of((release) => sum(release, 'requests')),
    harmed: of((release) => sum(release, 'events') - blueRate * sum(release, 'requests')),
    minutes: of(({ minutes }) => minutes.length),
    threshold: both.filter(trips).length / rollouts,
    ranks: both.filter(isWorseByRanks).length / rollouts,
  };
}

/** Shifts that a judge's figures are drawn from (core/risk/risk-of.ts); those of a limit are exact. */
const drawnShifts = 400;
/**
 * From the end of the minute that decides until traffic is back. Here an alarm sees a minute as soon as it is over, Greenlight
 * waits a minute more, and traffic shifts at once; `plan --risk` counts two minutes, as AWS may take.
 */
const lagOf = ({ guard }: Cell): number => (guard === 'greenlight' ? 1 : 0);

/** Whether a share of `rollouts` agrees with a chance: within 5 points, or three standard errors of both. */
function agrees(share: number, chance: number, rollouts: number, isDrawn: boolean): boolean {
  const pooled = (share * rollouts + chance * drawnShifts) / (rollouts + drawnShifts);
  const part = isDrawn ? pooled : chance;
  const error = Math.sqrt(part * (1 - part) * (1 / rollouts + (isDrawn ? 1 / drawnShifts : 0)));
  return Math.abs(share - chance) <= Math.max(0.05, 3 * error);
}

/**
 * Whether `value` is the median of `all`, within `slack` or three standard errors: no more than half of them are clearly less,
 * and no fewer than half at most slightly more.
 */
function isMedian(all: readonly number[], value: number, slack: number, isDrawn: boolean): boolean {
  const error = 3 * Math.sqrt(0.25 * (1 / all.length + (isDrawn ? 1 / drawnShifts : 0)));
  const less = all.filter((one) => one < value - slack).length / all.length;
  const atMost = all.filter((one) => one <= value + slack).length / all.length;
  return less <= 0.5 + error && atMost >= 0.5 - error;
}

const medianOf = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.POSITIVE_INFINITY;

/**
 * Whole rollouts, played by the whole product, against what `plan --risk` computes: the chance to be taken back, and where most
 * are, the requests and the time until then; beside them what the usual ways would have done with the same requests.
 *
 * @param rollouts of each cell
 */
export async function wholeFigures(
  rollouts: number,
): Promise<{ readonly text: string; readonly figures: readonly Figure[] }> {
  const rows: string[][] = [];
  const wrong = { chance: 0, exposed: 0, harmed: 0, minutes: 0 };
  let [medians, bad, sound, falsely] = [0, 0, 0, 0];
  for (const [index, cell] of cells.entries()) {
    const { guard, blueRate, requestsPerSecond, times } = cell;
    const isDrawn = guard !== 'limit';
    const risk = predicted(cell);
    const seen = await played(cell, rollouts, 100 + index);
    if (!agrees(seen.takenBack, risk.takenBack, rollouts, isDrawn)) wrong.chance += 1;
    if (isDrawn && times === 1) {
      sound += rollouts;
      falsely += Math.round(seen.takenBack * rollouts);
    }
    if (risk.takenBack > 0.6 && risk.minutes !== undefined) {
      medians += 1;
      const { exposed, harmed, minutes } = risk;
      // Requests of a minute come by chance, too.
      const slack = (value: number) => Math.max(0.05 * value, 3 * Math.sqrt(value));
      if (!isMedian(seen.exposed, exposed.median, slack(exposed.median), isDrawn)) wrong.exposed += 1;
      // A sound model hurts nobody: what is taken back for nothing is so because more than usual happened to fail.
      if (times > 1) {
        bad += 1;
        if (!isMedian(seen.harmed, harmed.median, slack(harmed.median), isDrawn)) wrong.harmed += 1;
      }
      if (!isMedian(seen.minutes, minutes + lagOf(cell), Math.max(1, 0.05 * minutes), isDrawn))
        wrong.minutes += 1;
    }
    const median = (all: readonly number[]) => {
      const value = medianOf(all);
      return Number.isFinite(value) ? `${Math.round(value)}` : '-';
    };
    rows.push([
      `${guard}, ${percent(blueRate)}, ${requestsPerSecond}/s, ${times === 1 ? 'sound' : `${times} times`}`,
      ...[seen.takenBack, risk.takenBack].map(percent),
      median(seen.exposed),
      risk.takenBack > 0.5 ? `${Math.round(risk.exposed.median)}` : '-',
      median(seen.minutes),
      risk.minutes === undefined ? '-' : `${risk.minutes + lagOf(cell)}`,
      ...[seen.threshold, seen.ranks].map(percent),
    ]);
  }
  const text = [
    `Whole rollouts, ${rollouts} of each, and what plan --risk says; medians of those that are taken back`,
    table([
      ['cell', 'back', 'risk', 'exposed', 'risk', 'min', 'risk', 'above 1 % for 2 min', 'ranks'],
      ...rows,
    ]),
  ].join('\n');
  const allowed = mostByChance(sound, terms.falseAlarms);
  const none = (what: string, count: number, of: number): Figure => ({
    ...{ what, value: `${count} of ${of}`, target: '0', met: count === 0 },
  });
  return {
    text,
    figures: [
      {
        what: 'whole rollouts: sound ones taken back by a comparison',
        value: `${falsely} of ${sound}`,
        target: `≤ ${allowed}`,
        met: falsely <= allowed,
      },
      none(
        '  cells whose chance differs from the risk’s (5 points, or 3 standard errors)',
        wrong.chance,
        cells.length,
      ),
      none('  cells whose median of exposed requests differs (5 %, or 3 errors)', wrong.exposed, medians),
      none('  cells whose median of hurt requests differs', wrong.harmed, bad),
      none('  cells whose median of minutes differs (1 min, or 3 errors)', wrong.minutes, medians),
    ],
  };
}

/** So many of `of` are exceeded with a chance of 1 % at most, if each happens with `chance`. */
export function mostByChance(of: number, chance: number): number {
  let [sum, part] = [0, (1 - chance) ** of];
  for (let count = 0; ; count += 1) {
    sum += part;
    if (sum >= 0.99) return count;
    part *= ((of - count) / (count + 1)) * (chance / (1 - chance));
  }
}

const percent = (part: number): string => `${Number((part * 100).toPrecision(2))} %`;

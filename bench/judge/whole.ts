import { seededRandom } from '../../local/random.ts';
import { type Figure, table } from '../table.ts';
import { agrees, isMedian, medianOf, mostByChance } from './agreement.ts';
import { percent } from './percent.ts';
import { isWorseByRanks, trips } from './rivals.ts';
import { type Cell, cells, lagOf, limit, predicted, rolloutOf, terms } from './whole-cells.ts';
import { type WholeRelease, wholeWorld } from './whole-world.ts';

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

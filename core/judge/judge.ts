import { type FleetCounts, isCompared, type MinuteCounts, totalOf } from './counts.ts';
import { type EvidenceSettings, evidenceAfter, evidenceOfMore, plainEvidence } from './evidence.ts';
import { aboveFloorAfter, belowFloor } from './floor.ts';
import { type Ratio, ratioOf } from './interval.ts';

export interface JudgeSettings extends EvidenceSettings {
  /** The rate of events, from 0 to 1, up to which green is all right whatever blue's rate is. */
  readonly floor: number;
}

type JudgeVerdict = 'PASS' | 'MARGINAL' | 'FAIL' | 'NO-DATA';

/** What both fleets did in the minutes in which both had requests, and what that shows. */
export interface Judgement {
  readonly verdict: JudgeVerdict;
  readonly green: FleetCounts;
  readonly blue: FleetCounts;
  readonly ratio: Ratio;
  /** M, the evidence that green is worse than tolerated; it decides at `needed`, 1 / `falseAlarms`. */
  readonly evidence: number;
  readonly needed: number;
  /** From the first minute to the last: epoch milliseconds of their beginnings. Undefined if there is none. */
  readonly from?: number;
  readonly to?: number;
  /** MARGINAL and NO-DATA: about how many times as many such minutes would decide; undefined if not a thousand. */
  readonly timesMore?: number;
  /** FAIL: the minute that decided. */
  readonly decidedAt?: number;
}

/**
 * Whether green is worse than blue, by the minutes so far, oldest first. May be asked after every minute: the chance of
 * ever hearing FAIL of a green that is not worse is at most `falseAlarms`.
 *
 * - FAIL: both that it is worse than tolerated and that it fails more often than the floor are shown. It stays, whatever
 *   comes after it.
 * - PASS: it is shown that green is not worse than tolerated, or that it fails less often than the floor.
 * - NO-DATA: even if every request of green had been an event, nothing would be shown.
 * - MARGINAL: neither.
 */
export function judge(minutes: readonly MinuteCounts[], settings: JudgeSettings): Judgement {
  const evidence = evidenceAfter(minutes, settings);
  const failed = failedAt(minutes, evidence, settings);
  // What came before green's first request, or after blue's last, is no part of the comparison.
  const compared = minutes.filter(isCompared);
  const facts = {
    green: totalOf(compared, 'green'),
    blue: totalOf(compared, 'blue'),
    ratio: ratioOf(compared, settings),
    evidence: Math.exp(evidence.at(-1) ?? 0),
    needed: 1 / settings.falseAlarms,
    ...(compared[0] !== undefined && { from: compared[0].at, to: compared.at(-1)?.at ?? compared[0].at }),
  };
  if (failed !== undefined) return { ...facts, verdict: 'FAIL', decidedAt: failed };
  if (passes(minutes, settings)) return { ...facts, verdict: 'PASS' };
  const times = timesMore(compared, settings);
  return {
    ...facts,
    verdict: couldFail(minutes, settings) ? 'MARGINAL' : 'NO-DATA',
    ...(times !== undefined && { timesMore: times }),
  };
}

/** Whether green is shown not to be worse than tolerated, or to fail less often than the floor. */
function passes(minutes: readonly MinuteCounts[], { tolerance, falseAlarms, floor }: JudgeSettings): boolean {
  const sure = -Math.log(falseAlarms);
  return plainEvidence(minutes, tolerance, 'better') >= sure || belowFloor(minutes, floor) >= sure;
}

export const multiples = [2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100, 200, 500, 1000];

/** How many times as much of the same would decide, either way: evidence grows as counts do. */
function timesMore(minutes: readonly MinuteCounts[], settings: JudgeSettings): number | undefined {
  const { falseAlarms, floor } = settings;
  const sure = -Math.log(falseAlarms);
  return multiples.find((times) => {
    const of = ({ requests, events }: FleetCounts) => ({
      requests: requests * times,
      events: events * times,
    });
    const more = minutes.map(({ at, green, blue }) => ({ at, green: of(green), blue: of(blue) }));
    const isWorse =
      evidenceOfMore(minutes, settings, times) >= sure && (aboveFloorAfter(more, floor).at(-1) ?? 0) >= sure;
    return isWorse || passes(more, settings);
  });
}

/** The beginning of the first minute after which FAIL is shown; undefined if it is not. */
export const failsAt = (minutes: readonly MinuteCounts[], settings: JudgeSettings): number | undefined =>
  failedAt(minutes, evidenceAfter(minutes, settings), settings);

function failedAt(
  minutes: readonly MinuteCounts[],
  evidence: readonly number[],
  { falseAlarms, floor }: JudgeSettings,
): number | undefined {
  const sure = -Math.log(falseAlarms);
  const aboveFloor = aboveFloorAfter(minutes, floor);
  const index = minutes.findIndex((_, i) => (evidence[i] ?? 0) >= sure && (aboveFloor[i] ?? 0) >= sure);
  return minutes[index]?.at;
}

/** Whether a green of which every request was an event would have been found. */
function couldFail(minutes: readonly MinuteCounts[], settings: JudgeSettings): boolean {
  const worst = minutes.map((minute) => ({
    ...minute,
    green: { ...minute.green, events: minute.green.requests },
  }));
  return failsAt(worst, settings) !== undefined;
}

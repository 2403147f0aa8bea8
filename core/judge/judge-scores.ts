import { eventsOf, type FleetCounts, isCompared, totalOf } from './counts.ts';
import { evidenceAfter, evidenceOfMore, plainEvidence } from './evidence.ts';
import { aboveFloorAfter, belowFloor } from './floor.ts';
import { ratioOf } from './interval.ts';
import { type Judgement, type JudgeSettings, multiples } from './judge.ts';
import { logMean } from './logs.ts';
import { stabilityIndex } from './psi.ts';
import { type BinLimit, binCount } from './score-bins.ts';
import { countsOf, directed, type ScoreEvent, type ScoreMinute, scoreEvents, sum } from './score-events.ts';

/** A judgement of scores: its counts and its ratio are those of the event that speaks most against green. */
export interface ScoreJudgement extends Judgement {
  /** That event: `among the old fleet’s highest 10 %`. */
  readonly what: string;
  readonly psi: number;
  /** How many answers of each fleet fell into each bin. */
  readonly bins: { readonly green: readonly number[]; readonly blue: readonly number[] };
}

/**
 * Whether green's answers are distributed otherwise than blue's, by the minutes so far, oldest first: the mean of the
 * evidence for each event of `scoreEvents`, of which each must be above the floor, too. May be asked after every minute:
 * the chance of ever hearing FAIL is at most `falseAlarms`, if each event is at most `tolerance` times as frequent as
 * blue's (or blue's as green's, where it must not be rarer), or is below the floor. For a tolerance of 1 that holds however
 * requests depend on one another.
 *
 * Source: the mean of such evidences is one again (Turner, Ly, Grünwald, "Generic E-variables for exact sequential k-sample
 * tests"; docs/adr/0016-scores.md).
 */
export function judgeScores(
  minutes: readonly ScoreMinute[],
  limits: readonly BinLimit[],
  settings: JudgeSettings,
): ScoreJudgement {
  const events = scoreEvents(limits);
  const { evidence, at: failed } = decided(minutes, events, settings);
  const compared = minutes.filter(hasBoth);
  const [first, last] = [compared[0]?.at, compared.at(-1)?.at];
  const leading = leadingEvent(minutes, events, settings);
  const counts = countsOf(compared, leading);
  const bins = { green: added(compared, 'green', limits), blue: added(compared, 'blue', limits) };
  const facts = {
    green: totalOf(counts, 'green'),
    blue: totalOf(counts, 'blue'),
    // It was chosen among all of them, so its interval must hold for each.
    ratio: ratioOf(counts, { ...settings, falseAlarms: settings.falseAlarms / events.length }),
    evidence: Math.exp(evidence.at(-1) ?? 0),
    needed: 1 / settings.falseAlarms,
    ...(first !== undefined && { from: first, to: last ?? first }),
    what: leading.what,
    psi: stabilityIndex(bins.green, bins.blue),
    bins,
  };
  if (failed !== undefined) return { ...facts, verdict: 'FAIL', decidedAt: failed };
  if (passes(minutes, events, settings)) return { ...facts, verdict: 'PASS' };
  const times = multiples.find((factor) => {
    const more = minutes.map(({ at, green, blue }) => ({
      at,
      green: scaled(green, factor),
      blue: scaled(blue, factor),
    }));
    return isWorse(minutes, more, factor, events, settings) || passes(more, events, settings);
  });
  return {
    ...facts,
    verdict: couldFail(minutes, limits, events, settings) ? 'MARGINAL' : 'NO-DATA',
    ...(times !== undefined && { timesMore: times }),
  };
}

/** The beginning of the first minute after which FAIL is shown; undefined if it is not. */
export const scoresFailAt = (
  minutes: readonly ScoreMinute[],
  limits: readonly BinLimit[],
  settings: JudgeSettings,
): number | undefined => decided(minutes, scoreEvents(limits), settings).at;

/** ln of each event's evidence after each minute: that it is too frequent, and above the floor. */
const evidenceOf = (
  minutes: readonly ScoreMinute[],
  event: ScoreEvent,
  settings: JudgeSettings,
): number[] => {
  const counts = directed(countsOf(minutes, event), event);
  const aboveFloor = aboveFloorAfter(counts, settings.floor);
  // Whichever of the two hypotheses holds, the lesser is no more than its evidence against it.
  return evidenceAfter(counts, settings).map((one, index) => Math.min(one, aboveFloor[index] ?? 0));
};

function decided(minutes: readonly ScoreMinute[], events: readonly ScoreEvent[], settings: JudgeSettings) {
  const sure = -Math.log(settings.falseAlarms);
  const each = events.map((event) => evidenceOf(minutes, event, settings));
  const evidence = minutes.map((_, index) => logMean(each.map((one) => one[index] ?? 0)));
  return { evidence, at: minutes[evidence.findIndex((one) => one >= sure)]?.at };
}

/** The event that speaks most against green, of those that have come at all. */
function leadingEvent(
  minutes: readonly ScoreMinute[],
  events: readonly ScoreEvent[],
  { tolerance }: JudgeSettings,
): ScoreEvent {
  const strength = events.map((event) => {
    const counts = countsOf(minutes, event);
    const hasCome = counts.some((minute) => eventsOf(minute) > 0);
    return hasCome ? plainEvidence(directed(counts, event), tolerance, 'worse') : Number.NEGATIVE_INFINITY;
  });
  return events[strength.indexOf(Math.max(...strength))] as ScoreEvent;
}

/** Whether each event is shown not to be too frequent, or to be below the floor: each of the claims is as sure. */
function passes(
  minutes: readonly ScoreMinute[],
  events: readonly ScoreEvent[],
  { tolerance, falseAlarms, floor }: JudgeSettings,
): boolean {
  const sure = -Math.log(falseAlarms);
  return events.every((event) => {
    const counts = directed(countsOf(minutes, event), event);
    return plainEvidence(counts, tolerance, 'better') >= sure || belowFloor(counts, floor) >= sure;
  });
}

/** Whether so many times as many of these minutes, which have `more` answers in all, would show that green is worse. */
function isWorse(
  minutes: readonly ScoreMinute[],
  more: readonly ScoreMinute[],
  times: number,
  events: readonly ScoreEvent[],
  settings: JudgeSettings,
): boolean {
  const each = events.map((event) => {
    const [counts, inAll] = [minutes, more].map((of) => directed(countsOf(of, event), event));
    return Math.min(
      evidenceOfMore(counts ?? [], settings, times),
      aboveFloorAfter(inAll ?? [], settings.floor).at(-1) ?? 0,
    );
  });
  return logMean(each) >= -Math.log(settings.falseAlarms);
}

/** Whether a green that had answered without any score would have been found. */
function couldFail(
  minutes: readonly ScoreMinute[],
  limits: readonly BinLimit[],
  events: readonly ScoreEvent[],
  settings: JudgeSettings,
): boolean {
  const worst = minutes.map((minute) => ({
    ...minute,
    green: [...Array<number>(binCount(limits.length) - 1).fill(0), sum(minute.green)],
  }));
  return decided(worst, events, settings).at !== undefined;
}

const hasBoth = ({ green, blue }: ScoreMinute): boolean =>
  isCompared({ at: 0, green: total(green), blue: total(blue) });
const total = (bins: readonly number[]): FleetCounts => ({ requests: sum(bins), events: 0 });
const scaled = (bins: readonly number[], factor: number): number[] => bins.map((count) => count * factor);
const added = (
  minutes: readonly ScoreMinute[],
  of: 'green' | 'blue',
  limits: readonly BinLimit[],
): number[] =>
  Array.from({ length: binCount(limits.length) }, (_, index) =>
    sum(minutes.map((minute) => minute[of][index] ?? 0)),
  );

import { alarmChances } from './alarm-chances.ts';
import type { Chance } from './drawn-poisson.ts';
import { type GreenMinute, greenMinutes, type ShiftPhase } from './green-minutes.ts';
import { judgeChances, type WatchedComparison } from './judge-chances.ts';
import type { WatchedErrors } from './watched-errors.ts';

/**
 * Minutes from the end of the one that decides until traffic is back on blue: a metric takes up to one until an alarm or a
 * judge sees it, and shifting takes time.
 */
const usualLag = 2;
const judgeRuns = 400;

export interface RiskQuestion {
  readonly timeline: { readonly phases: readonly ShiftPhase[] };
  readonly requestsPerSecond: number;
  /** The part of requests that fail (5xx) when all is well, from 0 to 1. */
  readonly healthyRate: number;
  /** The part of requests that end 4xx, on either fleet: what watches those may take back any model. 0 by default. */
  readonly rejectedRate?: number;
  readonly alarms: readonly WatchedErrors[];
  readonly judges: readonly WatchedComparison[];
  readonly chance: Chance;
  /** Shifts that a judge's chances are drawn from; 400 by default. */
  readonly runs?: number;
  /** Minutes from the end of the one that decides until traffic is back; 2 by default, as on AWS. */
  readonly lagMinutes?: number;
}

/** What a model of which each request fails with the chance `rate` would do. */
export interface Risk {
  readonly rate: number;
  /** The chance that it is taken back by itself. */
  readonly takenBack: number;
  /** The chance that it is taken back before it has all of the traffic. */
  readonly inTime: number;
  /** Minutes of green's traffic until it is taken back: in the middle of all cases; undefined if it is not, in most. */
  readonly minutes: number | undefined;
  /** The same in the worst 5 % of cases. */
  readonly latest: number | undefined;
  /** Requests that green gets: in the middle of all cases, and in the worst 5 %. */
  readonly exposed: Middle;
  /** Requests that fail and would not have, on the old fleet. */
  readonly harmed: Middle;
}

export interface Middle {
  readonly median: number;
  readonly worst: number;
}

/** The risk of a manifest, for each of these rates of failing requests. */
export function risksOf(question: RiskQuestion, rates: readonly number[]): Risk[] {
  const minutes = greenMinutes(question.timeline);
  return rates.map((rate) => riskOf(question, minutes, rate));
}

const riskOf = (question: RiskQuestion, minutes: readonly GreenMinute[], rate: number): Risk =>
  riskGone(question, minutes, rate, stopChances(question, minutes, rate));

/** The risk of a model that is taken back by what is seen at the end of each of these minutes, with these chances. */
export function riskGone(
  question: Pick<RiskQuestion, 'requestsPerSecond' | 'healthyRate' | 'lagMinutes'>,
  minutes: readonly GreenMinute[],
  rate: number,
  gone: readonly number[],
): Risk {
  const perMinute = question.requestsPerSecond * 60;
  const lag = question.lagMinutes ?? usualLag;
  const takenBack = gone.reduce((sum, chance) => sum + chance, 0);
  const whole = minutes.findIndex(({ share }) => share >= 1);
  const exposedAfter = (count: number) =>
    minutes.slice(0, count).reduce((sum, { share }) => sum + share * perMinute, 0);
  const cases = [
    ...gone.map((chance, index) => ({ chance, value: exposedAfter(index + 1 + lag) })),
    { chance: Math.max(0, 1 - takenBack), value: exposedAfter(minutes.length) },
  ];
  const exposed = middleOf(cases);
  const added = Math.max(0, rate - question.healthyRate);
  const after = (part: number) =>
    quantile(
      gone.map((chance, index) => ({ chance, value: index + 1 })),
      part,
    );
  return {
    rate,
    takenBack,
    inTime: gone.slice(0, whole === -1 ? gone.length : whole).reduce((sum, chance) => sum + chance, 0),
    minutes: after(0.5),
    latest: after(0.95),
    exposed,
    harmed: { median: exposed.median * added, worst: exposed.worst * added },
  };
}

/** The chance that it is taken back by what is seen at the end of each minute: by the alarms or judges, whichever is first. */
function stopChances(
  {
    requestsPerSecond,
    healthyRate,
    rejectedRate = 0,
    alarms,
    judges,
    chance,
    runs = judgeRuns,
  }: RiskQuestion,
  minutes: readonly GreenMinute[],
  rate: number,
): number[] {
  const perMinute = requestsPerSecond * 60;
  const traffic = (counts: '5xx' | '4xx') => ({
    requestsPerMinute: perMinute,
    ...(counts === '5xx'
      ? { blueRate: healthyRate, greenRate: rate }
      : { blueRate: rejectedRate, greenRate: rejectedRate }),
  });
  const ofAlarms = alarms.map((alarm) => alarmChances(alarm, minutes, traffic(alarm.errors)));
  const ofJudges = judges.map((settings) =>
    judgeChances({ minutes, ...traffic(settings.counts ?? '5xx'), settings }, runs, chance),
  );
  // One way is exact. Several look at the same requests; as if they were independent, they seem a little better than they are.
  let left = 1;
  const survived = [...ofAlarms, ...ofJudges].map(() => 1);
  return minutes.map((_, index) => {
    let stays = 1;
    for (const [way, chances] of [...ofAlarms, ...ofJudges].entries()) {
      const before = survived[way] ?? 1;
      const now = chances[index] ?? 0;
      stays *= before <= 1e-12 ? 0 : 1 - Math.min(1, now / before);
      survived[way] = before - now;
    }
    const goes = left * (1 - stays);
    left -= goes;
    return goes;
  });
}

interface Case {
  readonly chance: number;
  readonly value: number;
}

const middleOf = (cases: readonly Case[]): Middle => ({
  median: quantile(cases, 0.5) ?? 0,
  worst: quantile(cases, 0.95) ?? 0,
});

/** The smallest value that is not exceeded with the chance `part`; undefined if the chances do not add up to that. */
function quantile(cases: readonly Case[], part: number): number | undefined {
  let sum = 0;
  for (const { chance, value } of cases.toSorted((a, b) => a.value - b.value)) {
    sum += chance;
    if (sum >= part - 1e-9) return value;
  }
  return undefined;
}

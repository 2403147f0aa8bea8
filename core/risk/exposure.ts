import { rateBreachChance } from './breach-chance.ts';
import { firstAlarmChances, type MOutOfN } from './first-alarm.ts';

/** One period of a shift, which is as long as the alarm's. */
export interface RiskPeriod {
  /** Requests that green is expected to get in it. */
  readonly requests: number;
}

/** An alarm on green's rate of events. */
export interface RateAlarm extends MOutOfN {
  /** It breaches above this rate, from 0 to 1. */
  readonly limit: number;
  /** Periods from the end of the one that decides until traffic is back on blue: metrics come late, and shifting takes time. */
  readonly lag: number;
}

/** What a green with a certain rate of events would do to a shift. */
export interface Exposure {
  /** The chance that the alarm goes off while the shift lasts. */
  readonly noticed: number;
  /** By the periods after which it goes off: the chance, and the requests that green got until traffic was back. */
  readonly outcomes: readonly { readonly chance: number; readonly after: number; readonly exposed: number }[];
  /** Requests that green gets on average. */
  readonly exposed: number;
}

/**
 * The requests that a green of which each request is an event with the chance `rate` gets, before an alarm has taken
 * it back or the shift has ended. Exact, for requests that come and fail by chance.
 */
export function exposureOf(periods: readonly RiskPeriod[], alarm: RateAlarm, rate: number): Exposure {
  const chances = periods.map(({ requests }) => rateBreachChance(requests, rate, alarm.limit));
  const first = firstAlarmChances(chances, alarm);
  const exposedAfter = (count: number) =>
    periods.slice(0, count).reduce((sum, { requests }) => sum + requests, 0);
  const noticed = first.reduce((sum, chance) => sum + chance, 0);
  const outcomes = [
    ...first.map((chance, index) => ({
      chance,
      after: index + 1,
      exposed: exposedAfter(index + 1 + alarm.lag),
    })),
    { chance: Math.max(0, 1 - noticed), after: periods.length, exposed: exposedAfter(periods.length) },
  ];
  return { noticed, outcomes, exposed: outcomes.reduce((sum, one) => sum + one.chance * one.exposed, 0) };
}

import { poissonAtMost, poissonChances } from './poisson.ts';

/**
 * The chance that the rate of events in one period is above `limit`: P(events / requests > limit), with `requests`
 * expected and each an event with the chance `rate`, all by chance and independent of one another. A period without
 * requests does not breach.
 *
 * 12 requests expected, a rate of 0.5 %, a limit of 1 %: one event is enough, 1 − exp(−0.06) = 5.8 %.
 *
 * @param requests expected, 0 or more
 * @param rate from 0 to 1
 * @param limit from 0 to 1 (1 excluded)
 */
export function rateBreachChance(requests: number, rate: number, limit: number): number {
  // Events and the other requests are two independent Poisson variables.
  const others = poissonAtMost(requests * (1 - rate));
  return poissonChances(requests * rate).reduce((sum, chance, events) => {
    if (events === 0) return sum;
    // So many others are too many: events / (events + others) > limit where others < events · (1 − limit) / limit.
    const fewer = limit === 0 ? Number.POSITIVE_INFINITY : (events * (1 - limit)) / limit;
    return sum + chance * others(Math.ceil(fewer - 1e-9) - 1);
  }, 0);
}

import { poissonAtMost, poissonChances } from './poisson.ts';
import type { ErrorLimit } from './watched-errors.ts';

/** What is expected of one period: requests that are errors, and the others. */
export interface ExpectedRequests {
  readonly errors: number;
  readonly others: number;
}

/**
 * The chance that one period breaches, with requests that come and fail by chance and independently of one another. A
 * period with fewer requests than the alarm needs does not breach.
 *
 * 12 requests expected, 0.5 % of them errors, a limit of a share of 1 %: one error is enough, 1 − exp(−0.06) = 5.8 %.
 */
export function breachChance({ errors, others }: ExpectedRequests, limit: ErrorLimit): number {
  // Errors and the other requests are two independent Poisson variables.
  const othersAtMost = poissonAtMost(others);
  const { from, chances } = poissonChances(errors);
  const least = Math.max(1, limit.leastRequests);
  const sum = chances.reduce((all, chance, index) => {
    const count = from + index;
    const most = mostOthers(count, limit);
    return most === undefined
      ? all
      : all + chance * Math.max(0, othersAtMost(most) - othersAtMost(least - count - 1));
  }, 0);
  return Math.min(1, sum);
}

/** With so many errors, how many other requests at most still breach; undefined if none do. */
function mostOthers(errors: number, { measure, limit, orAt }: ErrorLimit): number | undefined {
  if (measure === 'count')
    return errors > limit || (orAt && errors === limit) ? Number.POSITIVE_INFINITY : undefined;
  if (limit === 0) return errors > 0 || orAt ? Number.POSITIVE_INFINITY : undefined;
  if (errors === 0) return undefined;
  // errors / (errors + others) > limit where others < errors · (1 − limit) / limit.
  const fewer = (errors * (1 - limit)) / limit;
  return orAt ? Math.floor(fewer + 1e-9) : Math.ceil(fewer - 1e-9) - 1;
}

/**
 * The same for a limit on the share of the requests.
 *
 * @param requests expected, 0 or more
 * @param rate of errors, from 0 to 1
 * @param limit from 0 to 1 (1 excluded)
 */
export const rateBreachChance = (requests: number, rate: number, limit: number): number =>
  breachChance(
    { errors: requests * rate, others: requests * (1 - rate) },
    { measure: 'share', limit, orAt: false, leastRequests: 1 },
  );

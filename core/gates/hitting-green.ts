/**
 * How many requests it takes to be 99 % sure that green answers at least one, if each reaches green with the
 * probability `greenShare`. Both fleets share a variant's name, so a request cannot be aimed at one (docs/gates.md,
 * "In the bakes").
 *
 * With a fifth of the traffic on green, all of n requests miss it with 0.8^n. 0.8^20 = 1.15 % is too much,
 * and 0.8^21 = 0.92 % is enough: ceil(ln 0.01 / ln 0.8) = ceil(20.6) = 21. In the final bake all goes to
 * green: 1.
 */
export function requestsToHitGreen(greenShare: number): number {
  if (!(greenShare > 0)) return Number.POSITIVE_INFINITY;
  // log1p is precise for tiny shares. For a share of 1 it is -Infinity, and the quotient 0.
  const exact = Math.log(0.01) / Math.log1p(-Math.min(1, greenShare));
  // For 0.99 the result is 1 plus a rounding error.
  return Math.max(1, Math.ceil(exact - 1e-9));
}

/** The probability that at least one request reaches green: 21 requests at a fifth, 0.9908. */
export const chanceToHitGreen = (greenShare: number, requests: number): number =>
  1 - (1 - greenShare) ** requests;

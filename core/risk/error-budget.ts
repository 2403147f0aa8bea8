/** Thirty days, as SLOs are usually reckoned. */
const secondsOfMonth = 30 * 86_400;

/**
 * Requests of a month that may fail, from what may fail of all: 99.9 % of 1 a second leaves 2,592.
 *
 * @param slo the part that must not fail: 0.999
 */
export const monthlyBudget = (requestsPerSecond: number, slo: number): number =>
  requestsPerSecond * secondsOfMonth * (1 - slo);

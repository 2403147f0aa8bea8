import type { FleetTraffic } from '../../core/recording/recording.ts';
import { monthlyBudget } from '../../core/risk/error-budget.ts';

/**
 * Which part of a month's error budget so many failed requests are, 0.02 for 2 %: the requests of a month at the traffic that
 * was measured until `at`, times what the SLO lets fail. Undefined where no requests were measured.
 *
 * @param slo the part of requests that must not fail: 0.999
 * @param at epoch milliseconds
 */
export function budgetPart(
  traffic: FleetTraffic,
  at: number,
  failed: number,
  slo: number,
): number | undefined {
  if (traffic.kind === 'unknown') return undefined;
  const period = traffic.periodSeconds * 1000;
  const past = traffic.periods.filter((one) => one.at + period <= at);
  const requests = past.reduce((sum, { green, blue }) => sum + green.requests + blue.requests, 0);
  if (requests === 0) return undefined;
  return failed / monthlyBudget(requests / (past.length * traffic.periodSeconds), slo);
}

/** `99.9`, `99.9%` → 0.999. Undefined for what is no percentage from 50 to below 100. */
export function sloOf(text: string | null): number | undefined {
  const percent = Number((text ?? '').replace(/\s*%$/, '') || Number.NaN);
  return percent >= 50 && percent < 100 ? Number((percent / 100).toPrecision(12)) : undefined;
}

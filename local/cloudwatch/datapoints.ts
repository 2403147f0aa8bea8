import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { MetricId, MetricStore } from './metric-store.ts';
import { type StatisticSpec, statisticValue } from './statistic.ts';

/** A statistic of a metric. */
export interface MeasuredStatistic {
  readonly metric: MetricId;
  readonly statistic: StatisticSpec;
  /** Undefined takes data of all units together. */
  readonly unit: StandardUnit | undefined;
}

/** The statistic over [start, end), instants in epoch milliseconds; undefined if there is nothing to tell. */
export function datapointIn(
  store: MetricStore,
  { metric, statistic, unit }: MeasuredStatistic,
  start: number,
  end: number,
): { readonly value: number; readonly sampleCount: number } | undefined {
  const aggregate = store.total(metric, start, end, unit);
  if (aggregate === undefined) return undefined;
  const value = statisticValue(statistic, aggregate, () => store.valuesBetween(metric, start, end, unit));
  return value === undefined ? undefined : { value, sampleCount: aggregate.sampleCount };
}

const minuteSeconds = 60;

/**
 * The starts of the periods of [start, end). AWS rounds the start down to a whole minute, or to the period if
 * that is shorter. `end` is outside; the last period may reach beyond it.
 */
export function periodsBetween(start: number, end: number, periodSeconds: number): readonly number[] {
  const grid = Math.min(periodSeconds, minuteSeconds) * 1000;
  const first = Math.floor(start / grid) * grid;
  const count = Math.max(0, Math.ceil((end - first) / (periodSeconds * 1000)));
  return Array.from({ length: count }, (_, index) => first + index * periodSeconds * 1000);
}

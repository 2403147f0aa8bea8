import type { AlarmConfiguration } from './alarm-configuration.ts';
import { datapointIn } from './datapoints.ts';
import {
  type AlarmDatapoint,
  evaluationRange,
  type MissingDatapoint,
  periodStarts,
} from './evaluate-alarm.ts';
import type { MetricId, MetricStore } from './metric-store.ts';
import { querySeries } from './query-values.ts';

/** What an alarm sees at `at` (epoch milliseconds): one entry for each period of its range, the newest first. */
export function datapointsAt(
  store: MetricStore,
  alarm: AlarmConfiguration,
  at: number,
): readonly (AlarmDatapoint | MissingDatapoint)[] {
  const starts = periodStarts(alarm, at);
  if (alarm.queries === undefined) {
    return starts.map((start) => ({
      start,
      ...datapointIn(store, alarm, start, start + alarm.period * 1000),
    }));
  }
  const oldestFirst = starts.toReversed();
  const { queries, watched } = alarm;
  const seriesOver = (periods: readonly number[]) => querySeries(store, queries, watched, () => periods)[0];
  const isEach = watched.kind === 'expression' && watched.math.alarmRange === 'each-period';
  if (isEach)
    return starts.map((start) => {
      const value = seriesOver([start])?.points[0];
      return value === undefined ? { start } : { start, value };
    });
  const series = seriesOver(oldestFirst);
  return starts.map((start, index) => {
    const value = series?.points[starts.length - 1 - index];
    return value === undefined ? { start } : { start, value };
  });
}

/** The metrics whose data can change an alarm's state. */
export const metricsOf = (alarm: AlarmConfiguration): readonly MetricId[] =>
  alarm.queries === undefined
    ? [alarm.metric]
    : alarm.queries.flatMap((query) => (query.kind === 'metric' ? [query.metric] : []));

/**
 * Whether an evaluation at `at` sees what all later ones will see until something changes: no measurement at all, or,
 * of metrics that are worked out on demand, the same in every period. Metric math is evaluated without looking at the
 * clock, so then nothing can change any more.
 */
export function hasNothingNew(store: MetricStore, alarm: AlarmConfiguration, at: number): boolean {
  const oldest = at - evaluationRange(alarm.evaluationPeriods) * alarm.period * 1000;
  return metricsOf(alarm).every(
    (metric) => (store.changedAt(metric, alarm.period) ?? Number.NEGATIVE_INFINITY) < oldest,
  );
}

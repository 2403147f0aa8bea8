import type {
  Datapoint,
  GetMetricStatisticsCommandInput,
  ListMetricsCommandInput,
  ListMetricsCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../transport/aws-error.ts';
import { periodsBetween } from './datapoints.ts';
import {
  atLeast,
  dimensionsOf,
  length,
  oneOf,
  page,
  refuseUncovered,
  required,
  statistics,
  units,
  validate,
} from './input.ts';
import type { MetricStore } from './metric-store.ts';
import { readStatistic, type StatisticSpec, statisticValue } from './statistic.ts';

const hour = 3_600_000;

/** Of one GetMetricStatistics (API reference). */
const mostDatapoints = 1440;

const statisticsMembers: readonly (keyof GetMetricStatisticsCommandInput)[] = [
  'Namespace',
  'MetricName',
  'Dimensions',
  'StartTime',
  'EndTime',
  'Period',
  'Statistics',
  'ExtendedStatistics',
  'Unit',
];

/** GetMetricStatistics. Without Unit, each unit that was published gives datapoints of its own, as AWS does. */
export function getMetricStatistics(store: MetricStore, input: GetMetricStatisticsCommandInput) {
  refuseUncovered('GetMetricStatistics', input, statisticsMembers);
  validate([
    required('namespace', input.Namespace),
    required('metricName', input.MetricName),
    required('startTime', input.StartTime),
    required('endTime', input.EndTime),
    required('period', input.Period) ?? atLeast('period', input.Period, 1),
    length('statistics', input.Statistics, 0, 5),
    length('extendedStatistics', input.ExtendedStatistics, 0, 10),
    ...(input.Statistics ?? []).map((statistic) => oneOf('statistics', statistic, statistics)),
    oneOf('unit', input.Unit, units),
  ]);
  const [start, end] = [input.StartTime?.getTime() ?? 0, input.EndTime?.getTime() ?? 0];
  const period = input.Period as number;
  if (![1, 5, 10, 20, 30].includes(period) && period % 60 !== 0) {
    throw new AwsError(
      'InvalidParameterValue',
      'The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.',
    );
  }
  if (start >= end) {
    throw new AwsError(
      'InvalidParameterValue',
      'The parameter StartTime must be less than the parameter EndTime.',
    );
  }
  const names = statisticsIn(input);
  const starts = periodsBetween(start, end, period);
  // Counted from the span: a day by the minute is 1,440, wherever in a minute it begins.
  const asked = Math.ceil((end - start) / (period * 1000));
  if (asked > mostDatapoints) {
    throw new AwsError(
      'InvalidParameterCombination',
      `You have requested up to ${asked} datapoints, which exceeds the limit of ${mostDatapoints}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  }
  const id = {
    namespace: input.Namespace as string,
    name: input.MetricName as string,
    dimensions: dimensionsOf(input.Dimensions),
  };
  const datapoints: Datapoint[] = [];
  for (const at of starts) {
    const until = at + period * 1000;
    for (const [unit, aggregate] of store.between(id, at, until)) {
      if (input.Unit !== undefined && input.Unit !== unit) continue;
      const values = names.flatMap(({ name, spec }) => {
        const value = statisticValue(spec, aggregate, () => store.valuesBetween(id, at, until, unit));
        return value === undefined ? [] : [{ name, value, simple: spec.kind === 'simple' }];
      });
      if (values.length === 0) continue;
      const entries = (simple: boolean) =>
        Object.fromEntries(
          values.filter((one) => one.simple === simple).map(({ name, value }) => [name, value]),
        );
      const extended = entries(false);
      datapoints.push({
        Timestamp: new Date(at),
        Unit: unit,
        ...entries(true),
        ...(Object.keys(extended).length > 0 ? { ExtendedStatistics: extended } : {}),
      });
    }
  }
  return { Label: input.MetricName, Datapoints: datapoints };
}

/** @throws AwsError if not just one of Statistics and ExtendedStatistics is given, or AWS has no such statistic */
function statisticsIn(
  input: GetMetricStatisticsCommandInput,
): readonly { readonly name: string; readonly spec: StatisticSpec }[] {
  const [simple, extended] = [input.Statistics ?? [], input.ExtendedStatistics ?? []];
  if (simple.length === 0 && extended.length === 0) {
    throw new AwsError(
      'MissingParameter',
      'At least one of the parameters must be specified: Statistics, ExtendedStatistics.',
    );
  }
  if (simple.length > 0 && extended.length > 0) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both.',
    );
  }
  return [...simple, ...extended].map((name, index) => {
    const spec = readStatistic(name);
    if (spec !== undefined && (spec.kind === 'simple') === simple.length > 0) return { name, spec };
    throw new AwsError(
      'InvalidParameterValue',
      `The value ${name} for parameter ExtendedStatistics.member.${index + 1} is not supported.`,
    );
  });
}

/** ListMetrics, 500 a page. RecentlyActive leaves those that had data in the last three hours. */
export function listMetrics(
  store: MetricStore,
  input: ListMetricsCommandInput,
  now: number,
): Partial<ListMetricsCommandOutput> {
  refuseUncovered('ListMetrics', input, [
    'Namespace',
    'MetricName',
    'Dimensions',
    'NextToken',
    'RecentlyActive',
  ]);
  validate([
    oneOf('recentlyActive', input.RecentlyActive, ['PT3H']),
    length('dimensions', input.Dimensions, 0, 10),
  ]);
  const found = store.metrics().filter(
    ({ id, lastAt }) =>
      (input.Namespace === undefined || id.namespace === input.Namespace) &&
      (input.MetricName === undefined || id.name === input.MetricName) &&
      (input.RecentlyActive === undefined || lastAt >= now - 3 * hour) &&
      (input.Dimensions ?? []).every(({ Name, Value }) => {
        const value = id.dimensions[Name as string];
        return value !== undefined && (Value === undefined || value === Value);
      }),
  );
  const { items, nextToken } = page(found, 500, input.NextToken);
  const Metrics = items.map(({ id }) => ({
    Namespace: id.namespace,
    MetricName: id.name,
    Dimensions: Object.entries(id.dimensions).map(([Name, Value]) => ({ Name, Value })),
  }));
  return { Metrics, NextToken: nextToken };
}

import type {
  Datapoint,
  GetMetricStatisticsCommandInput,
  ListMetricsCommandInput,
  ListMetricsCommandOutput,
  MetricDatum,
  PutMetricDataCommandInput,
  Statistic,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../transport/aws-error.ts';
import { type Aggregate, aggregateOf, combined, statisticOf } from './aggregate.ts';
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

const hour = 3_600_000;
const datumMembers: readonly (keyof MetricDatum)[] = [
  'MetricName',
  'Dimensions',
  'Timestamp',
  'Value',
  'StatisticValues',
  'Values',
  'Counts',
  'Unit',
  'StorageResolution',
];
const statisticsMembers: readonly (keyof GetMetricStatisticsCommandInput)[] = [
  'Namespace',
  'MetricName',
  'Dimensions',
  'StartTime',
  'EndTime',
  'Period',
  'Statistics',
  'Unit',
];

/**
 * PutMetricData. All of a request is checked before any of it is stored.
 *
 * @throws AwsError in AWS's codes; entities (EntityMetricData) are not covered
 */
export function putMetricData(store: MetricStore, input: PutMetricDataCommandInput, now: number): void {
  refuseUncovered('PutMetricData', input, ['Namespace', 'MetricData', 'StrictEntityValidation']);
  validate([
    required('namespace', input.Namespace) ?? length('namespace', input.Namespace, 1, 255),
    length('metricData', input.MetricData, 0, 1000),
  ]);
  const namespace = input.Namespace as string;
  if (namespace.startsWith('AWS/')) {
    throw new AwsError('InvalidParameterValue', 'The value AWS/ for parameter Namespace is invalid.');
  }
  const measured = (input.MetricData ?? []).map((datum, index) => {
    const path = `MetricData.member.${index + 1}`;
    refuseUncovered('PutMetricData', datum, datumMembers);
    validate([
      required('metricData.metricName', datum.MetricName) ??
        length('metricData.metricName', datum.MetricName, 1, 255),
      oneOf('metricData.unit', datum.Unit, units),
    ]);
    const at = datum.Timestamp?.getTime() ?? now;
    if (!(at > now - 14 * 24 * hour && at < now + 2 * hour)) {
      throw new AwsError(
        'InvalidParameterValue',
        `The parameter ${path}.Timestamp must specify a time no more than two weeks in the past and two hours in the future.`,
      );
    }
    const id = { namespace, name: datum.MetricName as string, dimensions: dimensionsOf(datum.Dimensions) };
    return { id, unit: datum.Unit ?? ('None' as const), at, aggregate: aggregateIn(datum, path) };
  });
  for (const { id, unit, at, aggregate } of measured) store.record(id, unit, at, aggregate, now);
}

/** The measurements of one datum, given as Value, as StatisticValues, or as Values with Counts. */
function aggregateIn(datum: MetricDatum, path: string): Aggregate {
  const { Value, StatisticValues: set, Values, Counts } = datum;
  const given = Object.entries({ Value, StatisticValues: set, Values: Values?.length ? Values : undefined })
    .filter(([, value]) => value !== undefined)
    .map(([member]) => `${path}.${member}`);
  if (given.length === 0) {
    throw new AwsError(
      'MissingParameter',
      `At least one of the parameters must be specified: ${path}.Value, ${path}.Values, ${path}.StatisticValues.`,
    );
  }
  if (given.length > 1) {
    throw new AwsError(
      'InvalidParameterCombination',
      `The parameters ${given.join(' and ')} are mutually exclusive and you have specified both.`,
    );
  }
  const finite = (member: string, value: number | undefined): number => {
    if (value !== undefined && Number.isFinite(value)) return value;
    throw new AwsError(
      'InvalidParameterValue',
      `The value ${value} for parameter ${path}.${member} is invalid.`,
    );
  };
  if (set !== undefined) {
    return {
      sampleCount: finite('StatisticValues.SampleCount', set.SampleCount),
      sum: finite('StatisticValues.Sum', set.Sum),
      minimum: finite('StatisticValues.Minimum', set.Minimum),
      maximum: finite('StatisticValues.Maximum', set.Maximum),
    };
  }
  const values = Value === undefined ? (Values ?? []) : [Value];
  if (Counts?.length && Counts.length !== values.length) {
    throw new AwsError(
      'InvalidParameterValue',
      `The parameters ${path}.Values and ${path}.Counts must be of the same size.`,
    );
  }
  return values
    .map((value, index) => aggregateOf(finite('Value', value), finite('Counts', Counts?.[index] ?? 1)))
    .reduce((sum, aggregate) => combined(sum, aggregate));
}

/** GetMetricStatistics. Without Unit, each unit that was published gives datapoints of its own, as AWS does. */
export function getMetricStatistics(store: MetricStore, input: GetMetricStatisticsCommandInput) {
  refuseUncovered('GetMetricStatistics', input, statisticsMembers);
  validate([
    required('namespace', input.Namespace),
    required('metricName', input.MetricName),
    required('startTime', input.StartTime),
    required('endTime', input.EndTime),
    required('period', input.Period) ?? atLeast('period', input.Period, 1),
    required('statistics', input.Statistics) ?? length('statistics', input.Statistics, 1, 5),
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
      'InvalidParameterCombination',
      'The parameter StartTime must be less than the parameter EndTime.',
    );
  }
  // AWS rounds the start down to a whole minute, or to the period if that is shorter.
  const grid = Math.min(period, 60) * 1000;
  const first = Math.floor(start / grid) * grid;
  const count = Math.ceil((end - first) / (period * 1000));
  if (count > 1440) {
    throw new AwsError(
      'InvalidParameterCombination',
      `You have requested up to ${count.toLocaleString('en-US')} datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  }
  const id = {
    namespace: input.Namespace as string,
    name: input.MetricName as string,
    dimensions: dimensionsOf(input.Dimensions),
  };
  const datapoints: Datapoint[] = [];
  for (let at = first; at < end; at += period * 1000) {
    for (const [unit, aggregate] of store.between(id, at, at + period * 1000)) {
      if (input.Unit !== undefined && input.Unit !== unit) continue;
      const values = (input.Statistics as Statistic[]).map((name) => [name, statisticOf(name, aggregate)]);
      datapoints.push({ Timestamp: new Date(at), Unit: unit, ...Object.fromEntries(values) });
    }
  }
  return { Label: input.MetricName, Datapoints: datapoints };
}

/** ListMetrics, 500 a page. */
export function listMetrics(
  store: MetricStore,
  input: ListMetricsCommandInput,
): Partial<ListMetricsCommandOutput> {
  refuseUncovered('ListMetrics', input, ['Namespace', 'MetricName', 'Dimensions', 'NextToken']);
  const found = store.metrics().filter(
    (id) =>
      (input.Namespace === undefined || id.namespace === input.Namespace) &&
      (input.MetricName === undefined || id.name === input.MetricName) &&
      (input.Dimensions ?? []).every(({ Name, Value }) => {
        const value = id.dimensions[Name as string];
        return value !== undefined && (Value === undefined || value === Value);
      }),
  );
  const { items, nextToken } = page(found, 500, input.NextToken);
  const Metrics = items.map((id) => ({
    Namespace: id.namespace,
    MetricName: id.name,
    Dimensions: Object.entries(id.dimensions).map(([Name, Value]) => ({ Name, Value })),
  }));
  return { Metrics, NextToken: nextToken };
}

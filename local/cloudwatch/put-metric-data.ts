import type { MetricDatum, PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../transport/aws-error.ts';
import { type Aggregate, aggregateOf } from './aggregate.ts';
import { dimensionsOf, length, oneOf, refuseUncovered, required, units, validate } from './input.ts';
import type { MetricStore } from './metric-store.ts';

const hour = 3_600_000;

/** AWS: "Values must be in the range of -2^360 to 2^360." */
const largest = 2 ** 360;

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
      length('metricData.values', datum.Values, 0, 150),
    ]);
    if (datum.StorageResolution !== undefined && ![1, 60].includes(datum.StorageResolution)) {
      throw new AwsError(
        'InvalidParameterValue',
        `The value ${datum.StorageResolution} for parameter ${path}.StorageResolution is invalid. Valid values are 1 and 60.`,
      );
    }
    const at = datum.Timestamp?.getTime() ?? now;
    if (!(at > now - 14 * 24 * hour && at < now + 2 * hour)) {
      throw new AwsError(
        'InvalidParameterValue',
        `The parameter ${path}.Timestamp must specify a time no more than two weeks in the past and two hours in the future.`,
      );
    }
    const id = { namespace, name: datum.MetricName as string, dimensions: dimensionsOf(datum.Dimensions) };
    return { id, unit: datum.Unit ?? ('None' as const), at, aggregates: aggregatesIn(datum, path) };
  });
  for (const { id, unit, at, aggregates } of measured) {
    for (const aggregate of aggregates) store.record(id, unit, at, aggregate, now);
  }
}

/**
 * The measurements of one datum, given as Value, as StatisticValues, or as Values with Counts: one aggregate for
 * each value, since percentiles need them apart.
 */
function aggregatesIn(datum: MetricDatum, path: string): readonly Aggregate[] {
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
    if (value !== undefined && Math.abs(value) <= largest) return value;
    throw new AwsError(
      'InvalidParameterValue',
      `The value ${value} for parameter ${path}.${member} is invalid.`,
    );
  };
  if (set !== undefined) {
    return [
      {
        sampleCount: finite('StatisticValues.SampleCount', set.SampleCount),
        sum: finite('StatisticValues.Sum', set.Sum),
        minimum: finite('StatisticValues.Minimum', set.Minimum),
        maximum: finite('StatisticValues.Maximum', set.Maximum),
      },
    ];
  }
  const values = Value === undefined ? (Values ?? []) : [Value];
  if (Counts?.length && Counts.length !== values.length) {
    throw new AwsError(
      'InvalidParameterValue',
      `The parameters ${path}.Values and ${path}.Counts must be of the same size.`,
    );
  }
  return values.map((value, index) =>
    aggregateOf(finite('Value', value), finite('Counts', Counts?.[index] ?? 1)),
  );
}

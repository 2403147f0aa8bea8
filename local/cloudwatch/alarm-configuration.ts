import type { ComparisonOperator, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { LocalContext } from '../context.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import {
  type AlarmSettings,
  actionChecks,
  nameChecks,
  settingMembers,
  settingsOf,
} from './alarm-settings.ts';
import { type WatchedMetric, type WatchedQueries, watchedMetric, watchedQueries } from './alarm-watched.ts';
import {
  atLeast,
  finite,
  length,
  oneOf,
  refuseUncovered,
  required,
  statistics,
  units,
  validate,
} from './input.ts';
import type { MathContext } from './metric-queries.ts';

const staticOperators = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const satisfies readonly ComparisonOperator[];

const bandOperators = [
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
] as const satisfies readonly ComparisonOperator[];

const missingDataTreatments = ['breaching', 'notBreaching', 'ignore', 'missing'] as const;
const lowSampleTreatments = ['evaluate', 'ignore'] as const;

/** When an alarm goes off. */
export interface AlarmThreshold {
  /** Seconds. */
  readonly period: number;
  /** N of "M out of N". */
  readonly evaluationPeriods: number;
  /** M; undefined means all N. */
  readonly datapointsToAlarm: number | undefined;
  readonly threshold: number;
  readonly comparisonOperator: (typeof staticOperators)[number];
  readonly treatMissingData: (typeof missingDataTreatments)[number];
  readonly lowSamples: (typeof lowSampleTreatments)[number] | undefined;
}

/** An alarm on a metric or on metric math with a fixed threshold, as PutMetricAlarm gave it. */
export type AlarmConfiguration = { readonly kind: 'metric' } & AlarmSettings &
  AlarmThreshold &
  (WatchedMetric | WatchedQueries);

const metricMembers = [
  'MetricName',
  'Namespace',
  'Statistic',
  'ExtendedStatistic',
  'Dimensions',
  'Period',
  'Unit',
] as const satisfies readonly (keyof PutMetricAlarmCommandInput)[];

const covered: readonly (keyof PutMetricAlarmCommandInput)[] = [
  ...settingMembers,
  ...metricMembers,
  'Metrics',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'Threshold',
  'ComparisonOperator',
  'TreatMissingData',
  'EvaluateLowSampleCountPercentile',
];

/**
 * Checks a PutMetricAlarm request and says what alarm it asks for.
 *
 * @param topicsReachable whether SNS topics can be used as actions
 * @throws AwsError `ValidationError` in AWS's words, or not covered: anomaly bands, PromQL, windows of more than
 *   a day, and actions other than SNS topics
 */
export function alarmConfigurationOf(
  context: LocalContext & MathContext,
  input: PutMetricAlarmCommandInput,
  topicsReachable: boolean,
): AlarmConfiguration {
  refuseUncovered('PutMetricAlarm', input, covered);
  const metrics = input.Metrics?.length ? input.Metrics : undefined;
  validate([
    ...nameChecks(input),
    ...(metrics === undefined ? metricChecks(input) : []),
    required('evaluationPeriods', input.EvaluationPeriods) ??
      atLeast('evaluationPeriods', input.EvaluationPeriods, 1),
    atLeast('datapointsToAlarm', input.DatapointsToAlarm, 1),
    required('threshold', input.Threshold) ?? finite('threshold', input.Threshold),
    required('comparisonOperator', input.ComparisonOperator) ??
      oneOf('comparisonOperator', input.ComparisonOperator, [...staticOperators, ...bandOperators]),
    oneOf('unit', input.Unit, units),
    ...actionChecks(input),
  ]);
  refuseCombinations(input);
  const settings = settingsOf(context, input, topicsReachable);
  const comparisonOperator = staticOperators.find((operator) => operator === input.ComparisonOperator);
  if (comparisonOperator === undefined) throw notCovered(`anomaly detection (${input.ComparisonOperator})`);
  const watched = metrics === undefined ? watchedMetric(context, input) : watchedQueries(context, metrics);
  const period = watched.queries === undefined ? (input.Period as number) : watched.watched.period;
  return {
    kind: 'metric',
    ...settings,
    ...watched,
    ...checkedWindow(period, input.EvaluationPeriods as number, input.DatapointsToAlarm),
    threshold: input.Threshold as number,
    comparisonOperator,
    treatMissingData: treatmentIn(input),
    lowSamples: lowSamplesIn(input),
  };
}

const metricChecks = (input: PutMetricAlarmCommandInput): (string | undefined)[] => [
  required('metricName', input.MetricName) ?? length('metricName', input.MetricName, 1, 255),
  required('namespace', input.Namespace) ?? length('namespace', input.Namespace, 1, 255),
  input.ExtendedStatistic === undefined
    ? (required('statistic', input.Statistic) ?? oneOf('statistic', input.Statistic, statistics))
    : undefined,
  required('period', input.Period) ?? atLeast('period', input.Period, 1),
];

function refuseCombinations(input: PutMetricAlarmCommandInput): void {
  const both = (one: string, other: string) =>
    new AwsError(
      'InvalidParameterCombination',
      `The parameters ${one} and ${other} are mutually exclusive and you have specified both.`,
    );
  if (input.Statistic !== undefined && input.ExtendedStatistic !== undefined) {
    throw both('Statistic', 'ExtendedStatistic');
  }
  const single = metricMembers.find((member) => {
    const value = input[member];
    return value !== undefined && !(Array.isArray(value) && value.length === 0);
  });
  if (input.Metrics?.length && single !== undefined) throw both(single, 'Metrics');
}

function treatmentIn(input: PutMetricAlarmCommandInput): AlarmThreshold['treatMissingData'] {
  const found = missingDataTreatments.find(
    (treatment) => treatment === (input.TreatMissingData ?? 'missing'),
  );
  if (found !== undefined) return found;
  throw new AwsError(
    'ValidationError',
    `The value ${input.TreatMissingData} is not supported for TreatMissingData parameter. Supported values are [${missingDataTreatments.join(', ')}].`,
  );
}

function lowSamplesIn(input: PutMetricAlarmCommandInput): AlarmThreshold['lowSamples'] {
  const given = input.EvaluateLowSampleCountPercentile;
  const found = lowSampleTreatments.find((treatment) => treatment === given);
  if (found !== undefined || given === undefined) return found;
  throw new AwsError(
    'ValidationError',
    `Option ${given} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.`,
  );
}

/** M, N and period (seconds), once they fit one another. */
function checkedWindow(period: number, evaluationPeriods: number, datapointsToAlarm: number | undefined) {
  if (![10, 20, 30].includes(period) && period % 60 !== 0) {
    throw new AwsError('ValidationError', 'Period must be 10, 20, 30 or a multiple of 60');
  }
  if (datapointsToAlarm !== undefined && datapointsToAlarm > evaluationPeriods) {
    throw new AwsError(
      'ValidationError',
      `DatapointsToAlarm (${datapointsToAlarm}) must not be greater than EvaluationPeriods (${evaluationPeriods})`,
    );
  }
  if (period * evaluationPeriods > 86_400) {
    if (period >= 3600) throw notCovered('alarms over more than a day (EvaluationPeriods * Period > 86400)');
    throw new AwsError(
      'ValidationError',
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).',
    );
  }
  return { period, evaluationPeriods, datapointsToAlarm };
}

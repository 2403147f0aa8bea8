import type {
  ComparisonOperator,
  PutMetricAlarmCommandInput,
  StandardUnit,
  Statistic,
} from '@aws-sdk/client-cloudwatch';
import { arnOf, type LocalContext } from '../context.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import {
  atLeast,
  dimensionsOf,
  finite,
  length,
  oneOf,
  refuseUncovered,
  required,
  statistics,
  units,
  validate,
} from './input.ts';
import type { MetricId } from './metric-store.ts';

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

/** An alarm on one metric with a fixed threshold, as PutMetricAlarm gave it. */
export interface AlarmConfiguration {
  readonly name: string;
  readonly arn: string;
  /** The id of its metric query in events; AWS makes one up for an alarm that names none. */
  readonly metricQueryId: string;
  readonly description: string | undefined;
  readonly actionsEnabled: boolean;
  readonly actions: {
    readonly OK: readonly string[];
    readonly ALARM: readonly string[];
    readonly INSUFFICIENT_DATA: readonly string[];
  };
  readonly metric: MetricId;
  readonly statistic: Statistic;
  readonly unit: StandardUnit | undefined;
  /** Seconds. */
  readonly period: number;
  /** N of "M out of N". */
  readonly evaluationPeriods: number;
  /** M; undefined means all N. */
  readonly datapointsToAlarm: number | undefined;
  readonly threshold: number;
  readonly comparisonOperator: (typeof staticOperators)[number];
  readonly treatMissingData: (typeof missingDataTreatments)[number];
  /** Epoch milliseconds. */
  readonly updatedAt: number;
}

const covered: readonly (keyof PutMetricAlarmCommandInput)[] = [
  'AlarmName',
  'AlarmDescription',
  'ActionsEnabled',
  'OKActions',
  'AlarmActions',
  'InsufficientDataActions',
  'MetricName',
  'Namespace',
  'Statistic',
  'Dimensions',
  'Period',
  'Unit',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'Threshold',
  'ComparisonOperator',
  'TreatMissingData',
];

/**
 * Checks a PutMetricAlarm request and says what alarm it asks for.
 *
 * @param topicsReachable whether SNS topics can be used as actions
 * @throws AwsError `ValidationError` in AWS's words, or not covered: metric math, percentiles, anomaly bands,
 *   tags, windows of more than a day, and actions other than SNS topics
 */
export function alarmConfigurationOf(
  context: LocalContext,
  input: PutMetricAlarmCommandInput,
  topicsReachable: boolean,
): AlarmConfiguration {
  refuseUncovered('PutMetricAlarm', input, covered);
  const actions = {
    OK: input.OKActions ?? [],
    ALARM: input.AlarmActions ?? [],
    INSUFFICIENT_DATA: input.InsufficientDataActions ?? [],
  };
  validate([
    required('alarmName', input.AlarmName) ?? length('alarmName', input.AlarmName, 1, 255),
    length('alarmDescription', input.AlarmDescription, 0, 1024),
    required('metricName', input.MetricName) ?? length('metricName', input.MetricName, 1, 255),
    required('namespace', input.Namespace) ?? length('namespace', input.Namespace, 1, 255),
    required('statistic', input.Statistic) ?? oneOf('statistic', input.Statistic, statistics),
    required('period', input.Period) ?? atLeast('period', input.Period, 1),
    required('evaluationPeriods', input.EvaluationPeriods) ??
      atLeast('evaluationPeriods', input.EvaluationPeriods, 1),
    atLeast('datapointsToAlarm', input.DatapointsToAlarm, 1),
    required('threshold', input.Threshold) ?? finite('threshold', input.Threshold),
    required('comparisonOperator', input.ComparisonOperator) ??
      oneOf('comparisonOperator', input.ComparisonOperator, [...staticOperators, ...bandOperators]),
    oneOf('unit', input.Unit, units),
    length('oKActions', actions.OK, 0, 5),
    length('alarmActions', actions.ALARM, 0, 5),
    length('insufficientDataActions', actions.INSUFFICIENT_DATA, 0, 5),
  ]);
  for (const action of Object.values(actions).flat()) {
    if (!topicsReachable || !action.startsWith('arn:aws:sns:')) {
      throw notCovered(`the alarm action ${action}${topicsReachable ? ' (only SNS topics)' : ''}`);
    }
  }
  const comparisonOperator = staticOperators.find((operator) => operator === input.ComparisonOperator);
  if (comparisonOperator === undefined) throw notCovered(`anomaly detection (${input.ComparisonOperator})`);
  const treatMissingData = missingDataTreatments.find(
    (treatment) => treatment === (input.TreatMissingData ?? 'missing'),
  );
  if (treatMissingData === undefined) {
    throw new AwsError(
      'ValidationError',
      `The value ${input.TreatMissingData} is not supported for TreatMissingData parameter. Supported values are [${missingDataTreatments.join(', ')}].`,
    );
  }
  const name = input.AlarmName as string;
  return {
    name,
    arn: arnOf(context, 'cloudwatch', `alarm:${name}`),
    metricQueryId: context.random.uuid(),
    description: input.AlarmDescription,
    actionsEnabled: input.ActionsEnabled ?? true,
    actions,
    metric: {
      namespace: input.Namespace as string,
      name: input.MetricName as string,
      dimensions: dimensionsOf(input.Dimensions),
    },
    statistic: input.Statistic as Statistic,
    unit: input.Unit,
    ...checkedWindow(input.Period as number, input.EvaluationPeriods as number, input.DatapointsToAlarm),
    threshold: input.Threshold as number,
    comparisonOperator,
    treatMissingData,
    updatedAt: context.clock.now(),
  };
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

import type {
  DescribeAlarmsCommandInput,
  DescribeAlarmsCommandOutput,
  MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../transport/aws-error.ts';
import type { Alarm } from './alarms.ts';
import { atLeast, length, page, refuseUncovered, validate } from './input.ts';

const covered: readonly (keyof DescribeAlarmsCommandInput)[] = [
  'AlarmNames',
  'AlarmNamePrefix',
  'AlarmTypes',
  'StateValue',
  'ActionPrefix',
  'MaxRecords',
  'NextToken',
];

/** DescribeAlarms over `alarms`, which are sorted by name. Names that do not exist are left out, as AWS does. */
export function describeAlarms(
  alarms: readonly Alarm[],
  input: DescribeAlarmsCommandInput,
): Partial<DescribeAlarmsCommandOutput> {
  refuseUncovered('DescribeAlarms', input, covered);
  const { AlarmNames: names, AlarmNamePrefix: prefix, ActionPrefix: actionPrefix } = input;
  validate([
    length('alarmNames', names, 0, 100),
    atLeast('maxRecords', input.MaxRecords, 1),
    length('alarmNamePrefix', prefix, 1, 255),
  ]);
  if (names?.length && prefix !== undefined) {
    throw new AwsError('ValidationError', 'AlarmNames and AlarmNamePrefix are mutually exclusive');
  }
  const types = input.AlarmTypes?.length ? input.AlarmTypes : ['MetricAlarm'];
  const found = alarms.filter(
    ({ configuration, state }) =>
      types.includes('MetricAlarm') &&
      (!names?.length || names.includes(configuration.name)) &&
      (prefix === undefined || configuration.name.startsWith(prefix)) &&
      (input.StateValue === undefined || state.value === input.StateValue) &&
      (actionPrefix === undefined ||
        Object.values(configuration.actions)
          .flat()
          .some((action) => action.startsWith(actionPrefix))),
  );
  const { items, nextToken } = page(found, Math.min(input.MaxRecords ?? 50, 100), input.NextToken);
  return { MetricAlarms: items.map(metricAlarm), CompositeAlarms: [], NextToken: nextToken };
}

const metricAlarm = ({ configuration, state }: Alarm): MetricAlarm => ({
  AlarmName: configuration.name,
  AlarmArn: configuration.arn,
  AlarmDescription: configuration.description,
  AlarmConfigurationUpdatedTimestamp: new Date(configuration.updatedAt),
  ActionsEnabled: configuration.actionsEnabled,
  OKActions: [...configuration.actions.OK],
  AlarmActions: [...configuration.actions.ALARM],
  InsufficientDataActions: [...configuration.actions.INSUFFICIENT_DATA],
  StateValue: state.value,
  StateReason: state.reason,
  StateReasonData: state.reasonData,
  StateUpdatedTimestamp: new Date(state.since),
  StateTransitionedTimestamp: new Date(state.since),
  MetricName: configuration.metric.name,
  Namespace: configuration.metric.namespace,
  Statistic: configuration.statistic,
  Dimensions: Object.entries(configuration.metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
  Period: configuration.period,
  Unit: configuration.unit,
  EvaluationPeriods: configuration.evaluationPeriods,
  DatapointsToAlarm: configuration.datapointsToAlarm,
  Threshold: configuration.threshold,
  ComparisonOperator: configuration.comparisonOperator,
  TreatMissingData: configuration.treatMissingData,
});

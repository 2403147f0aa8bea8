import type {
  DescribeAlarmsCommandInput,
  DescribeAlarmsCommandOutput,
  DescribeAlarmsForMetricCommandInput,
  DescribeAlarmsForMetricCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../transport/aws-error.ts';
import { type Alarm, isComposite, isMetricAlarm } from './alarm-register.ts';
import { compositeAlarm, metricAlarm } from './alarm-views.ts';
import {
  atLeast,
  atMost,
  dimensionsOf,
  length,
  oneOf,
  page,
  refuseUncovered,
  required,
  validate,
} from './input.ts';
import { sameMetric } from './metric-store.ts';

const covered: readonly (keyof DescribeAlarmsCommandInput)[] = [
  'AlarmNames',
  'AlarmNamePrefix',
  'AlarmTypes',
  'ChildrenOfAlarmName',
  'ParentsOfAlarmName',
  'StateValue',
  'ActionPrefix',
  'MaxRecords',
  'NextToken',
];

/** The alarms as DescribeAlarms sees them. */
export interface DescribedAlarms {
  /** Sorted by name. */
  all(): readonly Alarm[];
  childrenOf(name: string): readonly string[];
  parentsOf(name: string): readonly string[];
}

/** DescribeAlarms. Names that do not exist are left out, as AWS does; composites come only when asked for. */
export function describeAlarms(
  alarms: DescribedAlarms,
  input: DescribeAlarmsCommandInput,
): Partial<DescribeAlarmsCommandOutput> {
  refuseUncovered('DescribeAlarms', input, covered);
  validate([
    length('alarmNames', input.AlarmNames, 0, 100),
    atLeast('maxRecords', input.MaxRecords, 1) ?? atMost('maxRecords', input.MaxRecords, 100),
    length('alarmNamePrefix', input.AlarmNamePrefix, 1, 255),
    ...(input.AlarmTypes ?? []).map((type) => oneOf('alarmTypes', type, ['CompositeAlarm', 'MetricAlarm'])),
    oneOf('stateValue', input.StateValue, ['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  ]);
  if (input.AlarmNames?.length && input.AlarmNamePrefix !== undefined) {
    throw new AwsError('ValidationError', 'AlarmNames and AlarmNamePrefix are mutually exclusive');
  }
  const family = familyAskedFor(alarms, input);
  const found = alarms
    .all()
    .filter((alarm) => (family === undefined ? matches(alarm, input) : family.includes(alarm)));
  const { items, nextToken } = page(found, input.MaxRecords ?? 50, input.NextToken);
  const [metric, composite] = [items.filter(isMetricAlarm), items.filter(isComposite)];
  return {
    MetricAlarms: family === undefined ? metric.map(metricAlarm) : metric.map(shortly(input)),
    CompositeAlarms: family === undefined ? composite.map(compositeAlarm) : composite.map(shortly(input)),
    NextToken: nextToken,
  };
}

function matches({ configuration, state }: Alarm, input: DescribeAlarmsCommandInput): boolean {
  const { AlarmNames: names, AlarmNamePrefix: prefix, ActionPrefix: actionPrefix } = input;
  const types = input.AlarmTypes?.length ? input.AlarmTypes : ['MetricAlarm'];
  return (
    types.includes(configuration.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm') &&
    (!names?.length || names.includes(configuration.name)) &&
    (prefix === undefined || configuration.name.startsWith(prefix)) &&
    (input.StateValue === undefined || state.value === input.StateValue) &&
    (actionPrefix === undefined ||
      Object.values(configuration.actions)
        .flat()
        .some((action) => action.startsWith(actionPrefix)))
  );
}

/** The children or the parents of an alarm, if that was asked; AWS takes no other filter beside. */
function familyAskedFor(
  alarms: DescribedAlarms,
  input: DescribeAlarmsCommandInput,
): readonly Alarm[] | undefined {
  const { ChildrenOfAlarmName: childrenOf, ParentsOfAlarmName: parentsOf } = input;
  if (childrenOf === undefined && parentsOf === undefined) return undefined;
  const alone = ['MaxRecords', 'NextToken'];
  const given = Object.entries(input)
    .filter(([member, value]) => value !== undefined && !alone.includes(member))
    .map(([member]) => member);
  if (given.length > 1) {
    throw new AwsError('ValidationError', `${given.join(' and ')} are mutually exclusive`);
  }
  const names = childrenOf === undefined ? alarms.parentsOf(parentsOf ?? '') : alarms.childrenOf(childrenOf);
  return alarms.all().filter(({ configuration }) => names.includes(configuration.name));
}

/** Of children only name, ARN and state are told, of parents only name and ARN. */
const shortly =
  (input: DescribeAlarmsCommandInput) =>
  ({ configuration, state }: Alarm) => ({
    AlarmName: configuration.name,
    AlarmArn: configuration.arn,
    ...(input.ChildrenOfAlarmName === undefined
      ? {}
      : { StateValue: state.value, StateUpdatedTimestamp: new Date(state.since) }),
  });

/** DescribeAlarmsForMetric: the alarms on this very metric; neither metric math nor composites. */
export function describeAlarmsForMetric(
  alarms: readonly Alarm[],
  input: DescribeAlarmsForMetricCommandInput,
): Partial<DescribeAlarmsForMetricCommandOutput> {
  validate([required('metricName', input.MetricName), required('namespace', input.Namespace)]);
  const id = {
    namespace: input.Namespace as string,
    name: input.MetricName as string,
    dimensions: dimensionsOf(input.Dimensions),
  };
  const found = alarms.filter(isMetricAlarm).filter(({ configuration }) => {
    if (configuration.queries !== undefined || !sameMetric(configuration.metric, id)) return false;
    const { statistic, statisticName, period, unit } = configuration;
    const extended = statistic.kind !== 'simple';
    return (
      (input.Statistic === undefined || (!extended && statisticName === input.Statistic)) &&
      (input.ExtendedStatistic === undefined || (extended && statisticName === input.ExtendedStatistic)) &&
      (input.Period === undefined || period === input.Period) &&
      (input.Unit === undefined || unit === input.Unit)
    );
  });
  return { MetricAlarms: found.map(metricAlarm) };
}

import type { CompositeAlarm, MetricAlarm, Statistic } from '@aws-sdk/client-cloudwatch';
import type { AlarmConfiguration } from './alarm-configuration.ts';
import type { Alarm, CompositeAlarmEntry, MetricAlarmEntry } from './alarm-register.ts';

/** A metric alarm as DescribeAlarms answers it. */
export const metricAlarm = (alarm: MetricAlarmEntry): MetricAlarm => {
  const { configuration } = alarm;
  return {
    ...common(alarm),
    ...watched(configuration),
    EvaluationPeriods: configuration.evaluationPeriods,
    DatapointsToAlarm: configuration.datapointsToAlarm,
    Threshold: configuration.threshold,
    ComparisonOperator: configuration.comparisonOperator,
    TreatMissingData: configuration.treatMissingData,
    EvaluateLowSampleCountPercentile: configuration.lowSamples,
  };
};

/** A composite alarm as DescribeAlarms answers it. */
export const compositeAlarm = (alarm: CompositeAlarmEntry): CompositeAlarm => ({
  ...common(alarm),
  AlarmRule: alarm.configuration.alarmRule,
});

const common = ({ configuration, state }: Alarm) => ({
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
});

function watched(configuration: AlarmConfiguration): MetricAlarm {
  if (configuration.queries !== undefined) {
    return {
      Dimensions: [],
      Metrics: configuration.queries.map(({ given, returnData }) => ({ ...given, ReturnData: returnData })),
    };
  }
  const { metric, statistic, statisticName } = configuration;
  return {
    MetricName: metric.name,
    Namespace: metric.namespace,
    ...(statistic.kind === 'simple'
      ? { Statistic: statisticName as Statistic }
      : { ExtendedStatistic: statisticName }),
    Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
    Period: configuration.period,
    Unit: configuration.unit,
  };
}

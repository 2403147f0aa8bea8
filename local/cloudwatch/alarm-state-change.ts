import type { LocalContext } from '../context.ts';
import type { AlarmStateValue, EventDraft } from '../ports.ts';
import type { AlarmConfiguration } from './alarm-configuration.ts';
import { offsetTime } from './timestamps.ts';

/** The state an alarm is in, and since when (epoch milliseconds). */
export interface AlarmState {
  readonly value: AlarmStateValue;
  readonly reason: string;
  /** JSON. */
  readonly reasonData: string | undefined;
  readonly since: number;
}

export interface AlarmStateChange {
  readonly alarm: AlarmConfiguration;
  readonly previous: AlarmState;
  readonly current: AlarmState;
}

/** The EventBridge event of a change (AWS: "Alarm events and EventBridge", sample for a metric alarm). */
export const eventOf = ({ alarm, previous, current }: AlarmStateChange): EventDraft => ({
  source: 'aws.cloudwatch',
  detailType: 'CloudWatch Alarm State Change',
  resources: [alarm.arn],
  detail: {
    alarmName: alarm.name,
    state: eventState(current),
    previousState: eventState(previous),
    configuration: {
      ...(alarm.description === undefined ? {} : { description: alarm.description }),
      metrics: [
        {
          id: alarm.metricQueryId,
          metricStat: {
            metric: alarm.metric,
            period: alarm.period,
            stat: alarm.statistic,
            ...(alarm.unit === undefined ? {} : { unit: alarm.unit }),
          },
          returnData: true,
        },
      ],
    },
  },
});

const eventState = (state: AlarmState) => ({
  value: state.value,
  reason: state.reason,
  ...(state.reasonData === undefined ? {} : { reasonData: state.reasonData }),
  timestamp: offsetTime(state.since),
});

/** DescribeAlarmHistory's HistoryData of a change: JSON with both states. */
export const historyDataOf = ({ previous, current }: AlarmStateChange): string =>
  JSON.stringify({ version: '1.0', oldState: historyState(previous), newState: historyState(current) });

const historyState = (state: AlarmState) => ({
  stateValue: state.value,
  stateReason: state.reason,
  ...(state.reasonData === undefined ? {} : { stateReasonData: JSON.parse(state.reasonData) }),
});

/** What an SNS topic action publishes: the alarm JSON that Lambda functions and chat clients know. */
export function notificationOf(
  { alarm, previous, current }: AlarmStateChange,
  context: Pick<LocalContext, 'account' | 'region'>,
): { readonly subject: string; readonly body: string } {
  const region = regionNames[context.region] ?? context.region;
  const body = {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description ?? null,
    AWSAccountId: context.account,
    AlarmConfigurationUpdatedTimestamp: offsetTime(alarm.updatedAt),
    NewStateValue: current.value,
    NewStateReason: current.reason,
    StateChangeTime: offsetTime(current.since),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: previous.value,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    Trigger: {
      MetricName: alarm.metric.name,
      Namespace: alarm.metric.namespace,
      StatisticType: 'Statistic',
      Statistic: alarm.statistic.toUpperCase(),
      Unit: alarm.unit ?? null,
      Dimensions: Object.entries(alarm.metric.dimensions).map(([name, value]) => ({ value, name })),
      Period: alarm.period,
      EvaluationPeriods: alarm.evaluationPeriods,
      ...(alarm.datapointsToAlarm === undefined ? {} : { DatapointsToAlarm: alarm.datapointsToAlarm }),
      ComparisonOperator: alarm.comparisonOperator,
      Threshold: alarm.threshold,
      TreatMissingData: alarm.treatMissingData,
      EvaluateLowSampleCountPercentile: '',
    },
  };
  // SNS takes subjects of up to 100 characters.
  return {
    subject: `${current.value}: "${alarm.name}" in ${region}`.slice(0, 100),
    body: JSON.stringify(body),
  };
}

/** Notifications name the region as the console does. */
const regionNames: Readonly<Record<string, string>> = { 'us-east-1': 'US East (N. Virginia)' };

import type { LocalContext } from '../context.ts';
import type { AlarmConfiguration } from './alarm-configuration.ts';
import type { AlarmState, AlarmStateChange } from './alarm-state-change.ts';
import type { MetricQuery } from './metric-queries.ts';
import type { MetricId } from './metric-store.ts';
import { offsetTime } from './timestamps.ts';

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
    ...(alarm.kind === 'metric' ? { AlarmConfigurationUpdatedTimestamp: offsetTime(alarm.updatedAt) } : {}),
    NewStateValue: current.value,
    NewStateReason: current.reason,
    StateChangeTime: offsetTime(current.since),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: previous.value,
    OKActions: alarm.actions.OK,
    AlarmActions: alarm.actions.ALARM,
    InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
    ...(alarm.kind === 'metric'
      ? { Trigger: triggerOf(alarm) }
      : { AlarmRule: alarm.alarmRule, TriggeringChildren: triggeringChildren(current) }),
  };
  // SNS takes subjects of up to 100 characters.
  return {
    subject: `${current.value}: "${alarm.name}" in ${region}`.slice(0, 100),
    body: JSON.stringify(body),
  };
}

const triggerOf = (alarm: AlarmConfiguration): object => ({
  ...(alarm.queries === undefined
    ? {
        MetricName: alarm.metric.name,
        Namespace: alarm.metric.namespace,
        ...(alarm.statistic.kind === 'simple'
          ? { StatisticType: 'Statistic', Statistic: alarm.statisticName.toUpperCase() }
          : { StatisticType: 'ExtendedStatistic', ExtendedStatistic: alarm.statisticName }),
        Unit: alarm.unit ?? null,
        Dimensions: dimensionsOf(alarm.metric),
      }
    : {}),
  Period: alarm.period,
  EvaluationPeriods: alarm.evaluationPeriods,
  ...(alarm.datapointsToAlarm === undefined ? {} : { DatapointsToAlarm: alarm.datapointsToAlarm }),
  ComparisonOperator: alarm.comparisonOperator,
  Threshold: alarm.threshold,
  TreatMissingData: alarm.treatMissingData,
  EvaluateLowSampleCountPercentile: alarm.lowSamples ?? '',
  ...(alarm.queries === undefined ? {} : { Metrics: alarm.queries.map(triggerQuery) }),
});

const triggerQuery = (query: MetricQuery): object => ({
  Id: query.id,
  ...(query.kind === 'expression'
    ? { Expression: query.given.Expression }
    : {
        MetricStat: {
          Metric: {
            Dimensions: dimensionsOf(query.metric),
            MetricName: query.metric.name,
            Namespace: query.metric.namespace,
          },
          Period: query.period,
          Stat: query.given.MetricStat?.Stat,
          ...(query.unit === undefined ? {} : { Unit: query.unit }),
        },
      }),
  ...(query.given.Label === undefined ? {} : { Label: query.given.Label }),
  ReturnData: query.returnData,
});

const dimensionsOf = (metric: MetricId): readonly object[] =>
  Object.entries(metric.dimensions).map(([name, value]) => ({ value, name }));

/** A composite's children as its reason data names them; none after SetAlarmState, whose data is anybody's. */
function triggeringChildren({ reasonData }: AlarmState): readonly object[] {
  const data = reasonData === undefined ? undefined : JSON.parse(reasonData);
  const triggering: unknown = data?.triggeringAlarms;
  if (!Array.isArray(triggering)) return [];
  return triggering.map((child) => ({
    Arn: child?.arn,
    State: { Value: child?.state?.value, Timestamp: child?.state?.timestamp },
  }));
}

/** Notifications name the region as the console does. */
const regionNames: Readonly<Record<string, string>> = { 'us-east-1': 'US East (N. Virginia)' };

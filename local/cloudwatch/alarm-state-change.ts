import type { AlarmStateValue, EventDraft } from '../ports.ts';
import type { AlarmConfiguration } from './alarm-configuration.ts';
import type { CompositeConfiguration } from './composite-configuration.ts';
import type { MetricQuery } from './metric-queries.ts';
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
  readonly alarm: AlarmConfiguration | CompositeConfiguration;
  readonly previous: AlarmState;
  readonly current: AlarmState;
}

/** The EventBridge event of a change (AWS: "Alarm events and EventBridge", samples for both kinds of alarm). */
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
      ...(alarm.kind === 'composite' ? { alarmRule: alarm.alarmRule } : { metrics: eventMetrics(alarm) }),
    },
  },
});

const eventMetrics = (alarm: AlarmConfiguration): readonly object[] =>
  alarm.queries === undefined
    ? [
        {
          id: alarm.metricQueryId,
          metricStat: {
            metric: alarm.metric,
            period: alarm.period,
            stat: alarm.statisticName,
            ...(alarm.unit === undefined ? {} : { unit: alarm.unit }),
          },
          returnData: true,
        },
      ]
    : alarm.queries.map(eventQuery);

const eventQuery = (query: MetricQuery): object => ({
  id: query.id,
  ...(query.kind === 'expression'
    ? { expression: query.given.Expression }
    : {
        metricStat: {
          metric: query.metric,
          period: query.period,
          stat: query.given.MetricStat?.Stat,
          ...(query.unit === undefined ? {} : { unit: query.unit }),
        },
      }),
  ...(query.given.Label === undefined ? {} : { label: query.given.Label }),
  returnData: query.returnData,
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

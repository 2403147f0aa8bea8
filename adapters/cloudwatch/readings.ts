import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmReading } from '../../core/cloudwatch/alarm-reading.ts';
import { breachOf } from '../../core/cloudwatch/breach.ts';
import { instantAt } from '../../core/values/instant.ts';
import { ifReadable } from '../optional-read.ts';
import { measuredIn } from './measured.ts';

/** The newest value that an alarm measures, and when its period began (epoch ms). */
export interface NewestValue {
  readonly value: number;
  readonly at: number;
}

/**
 * Alarms with their current numbers. A plan has far fewer than the 100 names that one DescribeAlarms takes.
 */
export async function readAlarms(
  client: CloudWatchClient,
  names: readonly string[],
  values: (alarms: readonly MetricAlarm[]) => Promise<ReadonlyMap<string, NewestValue>>,
): Promise<AlarmReading[]> {
  if (names.length === 0) return [];
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({
      AlarmNames: names.slice(0, 100),
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      MaxRecords: 100,
    }),
  );
  const newest = await values(MetricAlarms);
  const metric = new Map(MetricAlarms.map((alarm) => [alarm.AlarmName, alarm]));
  return [...MetricAlarms, ...CompositeAlarms].flatMap(
    ({ AlarmName: name, StateValue: state, StateUpdatedTimestamp: since, StateReasonData }) => {
      if (name === undefined || state === undefined) return [];
      const now = newest.get(name);
      // If the value cannot be read, show the value that set the alarm off.
      const { value } =
        state === 'ALARM'
          ? breachOf(name, '', StateReasonData, instantAt(since?.getTime() ?? 0))
          : { value: undefined };
      const setOff = value === undefined ? {} : { value, ...(since && { valueAt: since.getTime() }) };
      const alarm = metric.get(name);
      const measured = alarm && measuredIn(alarm);
      return [
        {
          name,
          state,
          since: since?.getTime() ?? 0,
          ...(now === undefined ? setOff : { value: now.value, valueAt: now.at }),
          ...(alarm?.Threshold !== undefined && { threshold: alarm.Threshold }),
          ...(measured && { measured }),
        },
      ];
    },
  );
}

/**
 * How many periods to look back: SageMaker sends once a minute, and the newest period may not be there yet.
 */
const periodsBack = 3;
const publicationMs = 180_000;

/**
 * The newest value of each alarm, over a whole period. Alarms without data, or without the right to read
 * them, have none. Each alarm on metric math needs its own call, since its queries bring their own ids. All
 * others share one.
 */
export async function newestValues(
  client: CloudWatchClient,
  alarms: readonly MetricAlarm[],
  now: number,
): Promise<ReadonlyMap<string, NewestValue>> {
  const requests = valueRequests(alarms);
  const found = new Map<string, NewestValue>();
  await Promise.all(
    requests.map(async (request) => {
      const period = Math.max(...request.map(({ alarm }) => periodOf(alarm))) * 1000;
      const end = Math.floor(now / period) * period;
      const answer = await ifReadable(() =>
        client.send(
          new GetMetricDataCommand({
            MetricDataQueries: request.flatMap(({ queries }) => queries),
            StartTime: new Date(end - periodsOf(request) * period - publicationMs),
            EndTime: new Date(end),
            ScanBy: 'TimestampDescending',
          }),
        ),
      );
      for (const { alarm, id } of request) {
        const result = answer?.MetricDataResults?.find(({ Id }) => Id === id);
        const [value] = result?.Values ?? [];
        const [at] = result?.Timestamps ?? [];
        if (value !== undefined && at !== undefined && alarm.AlarmName !== undefined)
          found.set(alarm.AlarmName, { value, at: at.getTime() });
      }
    }),
  );
  return found;
}

/** A sum over all periods of an alarm would begin anew in a shorter look. */
const periodsOf = (request: readonly { readonly alarm: MetricAlarm }[]): number =>
  Math.max(
    periodsBack,
    ...request.flatMap(({ alarm: { Metrics = [], EvaluationPeriods = 0 } }) =>
      Metrics.some(({ Expression = '' }) => Expression.includes('RUNNING_SUM')) ? [EvaluationPeriods] : [],
    ),
  );

/**
 * What to ask of GetMetricData for what alarms measure, call by call. Each alarm on metric math needs its own call, since its
 * queries bring their own ids. All others share one.
 */
export function valueRequests(
  alarms: readonly MetricAlarm[],
): { readonly alarm: MetricAlarm; readonly id: string; readonly queries: MetricDataQuery[] }[][] {
  const simple = alarms.filter(({ MetricName }) => MetricName !== undefined);
  return [
    simple.map((alarm, index) => ({ alarm, id: `m${index}`, queries: [queryOf(alarm, `m${index}`)] })),
    ...alarms
      .filter(({ Metrics }) => (Metrics ?? []).length > 0)
      .map((alarm) => {
        const id = alarm.Metrics?.find(({ ReturnData }) => ReturnData !== false)?.Id ?? '';
        return [{ alarm, id, queries: (alarm.Metrics ?? []) as MetricDataQuery[] }];
      }),
  ].filter((request) => request.length > 0);
}

/** The seconds of its period; of metric math, the longest. */
const periodOf = ({ Period, Metrics }: MetricAlarm): number =>
  Period ?? Math.max(60, ...(Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Period ?? []));

function queryOf(alarm: MetricAlarm, Id: string): MetricDataQuery {
  const { Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic, Unit } = alarm;
  return {
    Id,
    MetricStat: {
      Metric: { Namespace, MetricName, Dimensions },
      Period: periodOf(alarm),
      Stat: Statistic ?? ExtendedStatistic ?? 'Average',
      ...(Unit !== undefined && { Unit }),
    },
    ReturnData: true,
  };
}

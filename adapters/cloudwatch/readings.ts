import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { breachOf } from '../../core/alarm.ts';
import type { AlarmReading } from '../../core/slack/seen.ts';

/** Alarms with the numbers that they go by. A plan has far fewer than the 100 names that fit one DescribeAlarms. */
export async function readAlarms(
  client: CloudWatchClient,
  names: readonly string[],
): Promise<AlarmReading[]> {
  if (names.length === 0) return [];
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({
      AlarmNames: names.slice(0, 100),
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      MaxRecords: 100,
    }),
  );
  const thresholds = new Map(MetricAlarms.map(({ AlarmName, Threshold }) => [AlarmName, Threshold]));
  return [...MetricAlarms, ...CompositeAlarms].flatMap(
    ({ AlarmName: name, StateValue: state, StateUpdatedTimestamp: since, StateReasonData }) => {
      if (name === undefined || state === undefined) return [];
      const { value } = breachOf(name, '', StateReasonData, '');
      const threshold = thresholds.get(name);
      return [
        {
          name,
          state,
          since: since?.getTime() ?? 0,
          ...(value !== undefined && { value }),
          ...(threshold !== undefined && { threshold }),
        },
      ];
    },
  );
}

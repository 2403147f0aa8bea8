import { type CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { breachOf } from '../core/alarm.ts';
import type { Alarms } from '../core/ports.ts';

/** Up to 100 names fit one DescribeAlarms; a manifest's list is far shorter, and is cut into calls all the same. */
const namesPerCall = 100;

interface FoundAlarm extends Pick<MetricAlarm, 'StateReason' | 'StateReasonData' | 'StateUpdatedTimestamp'> {
  readonly AlarmName?: string | undefined;
  readonly StateValue?: string | undefined;
}

export function cloudWatchAlarms(client: CloudWatchClient): Alarms {
  const describe = async (names: readonly string[]): Promise<FoundAlarm[]> => {
    const found: FoundAlarm[] = [];
    for (let start = 0; start < names.length; start += namesPerCall) {
      const input = { AlarmNames: names.slice(start, start + namesPerCall), MaxRecords: namesPerCall };
      const answer = await client.send(
        new DescribeAlarmsCommand({ ...input, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
      );
      found.push(...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? []));
    }
    return found;
  };

  return {
    async find(names) {
      const found = await describe(names);
      return names.map((name) => ({
        name,
        state: found.find((alarm) => alarm.AlarmName === name)?.StateValue,
      }));
    },

    async breaches(names) {
      const found = await describe(names);
      return found
        .filter((alarm) => alarm.StateValue === 'ALARM')
        .map((alarm) =>
          breachOf(
            alarm.AlarmName ?? '',
            alarm.StateReason ?? '',
            alarm.StateReasonData,
            alarm.StateUpdatedTimestamp?.toISOString() ?? '',
          ),
        );
    },
  };
}

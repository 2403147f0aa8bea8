import type {
  DeleteAlarmsInput,
  DescribeAlarmsInput,
  ListTagsForResourceInput,
  MetricAlarm,
  PutMetricAlarmInput,
  SetAlarmStateInput,
  Tag,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../local/transport/aws-error.ts';
import type { OperationHandler } from '../../local/transport/rpc-service.ts';

const arnOf = (name: string | undefined) => `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`;

/** CloudWatch's alarms as a list. A call has only its direct effect; no alarm is ever evaluated. */
export function alarmOperations(alarms: MetricAlarm[]): Record<string, OperationHandler> {
  const tags = new Map<string, Tag[]>();
  const find = (name: string | undefined) => alarms.find(({ AlarmName }) => AlarmName === name);
  return {
    GetMetricData: () => ({ MetricDataResults: [] }),
    DescribeAlarms: ({ AlarmNames = [] }: DescribeAlarmsInput) => ({
      MetricAlarms: alarms
        .filter(({ AlarmName = '' }) => AlarmNames.includes(AlarmName))
        .map((alarm) => ({ AlarmArn: arnOf(alarm.AlarmName), ...alarm })),
    }),
    DescribeAlarmHistory: () => ({ AlarmHistoryItems: [] }),
    PutMetricAlarm({ Tags = [], ...alarm }: PutMetricAlarmInput) {
      if (find(alarm.AlarmName) !== undefined) return;
      alarms.push({ ...alarm, StateValue: 'INSUFFICIENT_DATA' } as MetricAlarm);
      tags.set(arnOf(alarm.AlarmName), Tags);
    },
    SetAlarmState({ AlarmName, StateValue, StateReason }: SetAlarmStateInput) {
      const alarm = find(AlarmName);
      if (alarm === undefined) throw new AwsError('ResourceNotFound', `No alarm ${AlarmName}`);
      Object.assign(alarm, { StateValue, StateReason });
    },
    ListTagsForResource: ({ ResourceARN = '' }: ListTagsForResourceInput) => ({
      Tags: tags.get(ResourceARN) ?? [],
    }),
    DeleteAlarms({ AlarmNames = [] }: DeleteAlarmsInput) {
      for (const name of AlarmNames) {
        const at = alarms.findIndex(({ AlarmName }) => AlarmName === name);
        if (at !== -1) alarms.splice(at, 1);
      }
    },
    PutMetricData() {},
  };
}

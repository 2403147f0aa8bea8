import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmRequest } from '../../core/alarms/alarm-request.ts';
import { ApiRefused } from '../../core/errors.ts';
import { isOwn, ownerOf } from '../../core/own-tags.ts';

/** The parts of an existing alarm that creating and deleting need. */
export interface FoundAlarm {
  readonly name: string;
  readonly arn: string;
  readonly state: string;
}

/** DescribeAlarms and DeleteAlarms take 100 names. */
const namesPerCall = 100;

/** The alarms among `names` that exist, of any kind. */
export async function existing(
  client: CloudWatchClient,
  names: readonly string[],
): Promise<readonly FoundAlarm[]> {
  const found: FoundAlarm[] = [];
  for (let start = 0; start < names.length; start += namesPerCall) {
    const answer = await client.send(
      new DescribeAlarmsCommand({
        AlarmNames: names.slice(start, start + namesPerCall),
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        MaxRecords: namesPerCall,
      }),
    );
    for (const alarm of [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])]) {
      const { AlarmName: name, AlarmArn: arn, StateValue: state } = alarm;
      if (name !== undefined && arn !== undefined) found.push({ name, arn, state: state ?? '' });
    }
  }
  return found;
}

/** Whether the alarm carries our tags. An alarm deleted in the meantime does not. */
export async function isOurs(
  client: CloudWatchClient,
  alarm: FoundAlarm,
  owner: Parameters<typeof isOwn>[1],
): Promise<boolean> {
  try {
    const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceARN: alarm.arn }));
    return isOwn(Tags, owner);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/**
 * Makes the alarms. PutMetricAlarm overwrites any alarm of that name, whoever owns it, so ownership is
 * checked first. It leaves the state and the tags of an existing alarm unchanged.
 */
export async function putOwn(client: CloudWatchClient, requests: readonly AlarmRequest[]): Promise<void> {
  const names = requests.map(({ AlarmName }) => AlarmName);
  const found = await existing(client, names);
  for (const request of requests) {
    const alarm = found.find(({ name }) => name === request.AlarmName);
    if (alarm !== undefined && !(await isOurs(client, alarm, ownerOf(request.Tags)))) {
      const refusal = `alarm ${alarm.name} exists and does not carry Greenlight's tags. Delete it or give it another name.`;
      throw new ApiRefused('PutMetricAlarm', refusal);
    }
    await client.send(new PutMetricAlarmCommand(request as PutMetricAlarmCommandInput));
  }
}

/**
 * Deletes the alarms. An alarm that is already deleted is fine. If one of the names is missing, AWS's page says that
 * the others are deleted, but recordings show that none is. Each is then deleted on its own.
 */
export async function deleteAlarms(client: CloudWatchClient, names: readonly string[]): Promise<void> {
  for (let start = 0; start < names.length; start += namesPerCall) {
    const AlarmNames = names.slice(start, start + namesPerCall);
    try {
      await client.send(new DeleteAlarmsCommand({ AlarmNames }));
    } catch (error) {
      if (!isMissing(error)) throw error;
      if (AlarmNames.length > 1) for (const name of AlarmNames) await deleteAlarms(client, [name]);
    }
  }
}

/** CloudWatch has two error names for "not found", depending on the operation. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error && ['ResourceNotFound', 'ResourceNotFoundException'].includes(error.name);

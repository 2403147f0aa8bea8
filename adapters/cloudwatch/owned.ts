import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmRequest } from '../../core/alarms/alarm-request.ts';
import type { FoundAlarm } from '../../core/alarms/own-alarms.ts';
import { ApiRefused } from '../../core/errors.ts';
import { isOwn, ownerOf } from '../../core/own-tags.ts';
import { describeAlarms } from './describe-alarms.ts';

/** DeleteAlarms takes 100 names. */
const namesPerCall = 100;

/** The alarms among `names` that exist, of any kind. */
export async function existing(
  client: CloudWatchClient,
  names: readonly string[],
): Promise<readonly FoundAlarm[]> {
  return (await describeAlarms(client, names)).flatMap(({ metric, composite }) => {
    const alarm = metric ?? composite;
    const { AlarmName: name, AlarmArn: arn, StateValue: state = '' } = alarm ?? {};
    return alarm === undefined || name === undefined || arn === undefined
      ? []
      : [{ name, arn, state, told: alarm }];
  });
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
 * Makes the alarms that are not there as requested, and returns those of the names that were there before.
 * CloudWatch takes three PutMetricAlarm a second, so a repeat puts only what is missing or different: it goes on
 * where the throttled try before it ended. PutMetricAlarm overwrites any alarm of that name, whoever owns it, so
 * ownership is checked first. It leaves the state and the tags of an existing alarm unchanged.
 *
 * @throws ApiRefused if somebody else's alarm has one of the names
 */
export async function putOwn(
  client: CloudWatchClient,
  requests: readonly AlarmRequest[],
  seen?: readonly FoundAlarm[],
): Promise<readonly FoundAlarm[]> {
  const names = requests.map(({ AlarmName }) => AlarmName);
  const found = seen ?? (await existing(client, names));
  for (const request of requests) {
    const alarm = found.find(({ name }) => name === request.AlarmName);
    if (alarm !== undefined && !(await isOurs(client, alarm, ownerOf(request.Tags)))) {
      const refusal = `alarm ${alarm.name} exists and does not carry Greenlight's tags. Delete it or give it another name.`;
      throw new ApiRefused('PutMetricAlarm', refusal);
    }
    if (alarm !== undefined && isAsRequested(alarm.told, request)) continue;
    await client.send(new PutMetricAlarmCommand(request as PutMetricAlarmCommandInput));
  }
  return found;
}

/**
 * Whether an alarm is what the request asks for. Members that CloudWatch adds are ignored, and so are tags, which
 * DescribeAlarms does not tell.
 */
function isAsRequested(told: unknown, { Tags, ...request }: AlarmRequest): boolean {
  return includes(told, request);
}

/** Whether `whole` has every member of `part`, with its value. Lists are compared as sets: CloudWatch orders them. */
function includes(whole: unknown, part: unknown): boolean {
  if (part === undefined) return true;
  if (Array.isArray(part))
    return (
      Array.isArray(whole) &&
      whole.length === part.length &&
      part.every((item) => whole.some((other) => includes(other, item)))
    );
  if (typeof part !== 'object' || part === null) return whole === part;
  if (typeof whole !== 'object' || whole === null) return false;
  return Object.entries(part).every(([name, value]) =>
    includes((whole as Readonly<Record<string, unknown>>)[name], value),
  );
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

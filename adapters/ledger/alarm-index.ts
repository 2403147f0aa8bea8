import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import type { AlarmWatcher } from '../../core/ports.ts';
import { watchedItem, watcherItem } from './items.ts';
import { alarmKey, endpointKey } from './keys.ts';

/**
 * Which endpoints watch an alarm: an item per pair under the alarm, and under the endpoint the list of its alarms,
 * so that those which a newer manifest no longer names are taken out. New ones are written first and the list
 * last: a write that was cut short leaves one index entry too many, never one too few.
 */
export async function watchAlarms(
  db: DynamoDBDocumentClient,
  table: string,
  endpoint: string,
  alarms: readonly AlarmWatched[],
): Promise<void> {
  const listKey = { pk: endpointKey(endpoint), sk: 'alarms' };
  const before = await db.send(new GetCommand({ TableName: table, Key: listKey, ConsistentRead: true }));
  const names = alarms.map((alarm) => alarm.name);
  const gone = (before.Item ? watchedItem.parse(before.Item).names : []).filter(
    (name) => !names.includes(name),
  );
  for (const { name, on } of alarms) {
    await db.send(
      new PutCommand({
        TableName: table,
        Item: { pk: alarmKey(name), sk: endpointKey(endpoint), endpoint, on },
      }),
    );
  }
  for (const name of gone) {
    await db.send(
      new DeleteCommand({ TableName: table, Key: { pk: alarmKey(name), sk: endpointKey(endpoint) } }),
    );
  }
  await db.send(new PutCommand({ TableName: table, Item: { ...listKey, names } }));
}

export async function watchersOf(
  db: DynamoDBDocumentClient,
  table: string,
  alarmName: string,
): Promise<AlarmWatcher[]> {
  const watchers: AlarmWatcher[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await db.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :endpoint)',
        ExpressionAttributeValues: { ':pk': alarmKey(alarmName), ':endpoint': 'endpoint#' },
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    watchers.push(...(page.Items ?? []).map((item) => watcherItem.parse(item)));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return watchers;
}

interface AlarmWatched {
  readonly name: string;
  readonly on: 'rollback' | 'notify';
}

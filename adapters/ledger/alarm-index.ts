import * as z from 'zod';
import { type AlarmRole, alarmRoleSchema } from '../../core/cloudwatch/breach.ts';
import { type Measured, measuredSchema } from '../../core/cloudwatch/measured.ts';
import { type AlarmNotification, alarmNotificationSchema } from '../../core/manifest/notify.ts';
import type { AlarmWatcher } from '../../core/ports/ledger.ts';
import { alarmKey, endpointKey } from './keys.ts';
import type { Table } from './table.ts';

const watcherItem = z.object({
  endpoint: z.string(),
  on: alarmRoleSchema,
  told: alarmNotificationSchema.optional(),
  measured: measuredSchema.optional().catch(undefined),
});
const watchedItem = z.object({ names: z.array(z.string()) });

/**
 * Records which endpoints watch an alarm: one item per pair under the alarm, and under the endpoint the list
 * of its alarms, so that alarms dropped from a newer manifest can be removed. New entries are written first
 * and the list last: an interrupted write leaves one index entry too many, never one too few.
 */
export async function watchAlarms(
  table: Table,
  endpoint: string,
  alarms: readonly AlarmWatched[],
  told: AlarmNotification | undefined,
): Promise<void> {
  const listKey = { pk: endpointKey(endpoint), sk: 'alarms' };
  const before = await table.get(listKey);
  const names = alarms.map((alarm) => alarm.name);
  const gone = (before ? watchedItem.parse(before).names : []).filter((name) => !names.includes(name));
  for (const { name, on, measured } of alarms) {
    await table.put({ pk: alarmKey(name), sk: endpointKey(endpoint), endpoint, on, told, measured });
  }
  for (const name of gone) await table.remove({ pk: alarmKey(name), sk: endpointKey(endpoint) });
  await table.put({ ...listKey, names });
}

export async function watchersOf(table: Table, alarmName: string): Promise<AlarmWatcher[]> {
  const items = await table.under(alarmKey(alarmName), 'endpoint#');
  return items.map((item) => watcherItem.parse(item));
}

interface AlarmWatched {
  readonly name: string;
  readonly on: AlarmRole;
  readonly measured?: Measured | undefined;
}

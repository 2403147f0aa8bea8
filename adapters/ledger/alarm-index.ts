import * as z from 'zod';
import { type AlarmRole, alarmRoleSchema } from '../../core/cloudwatch/breach.ts';
import { type Measured, measuredSchema } from '../../core/cloudwatch/measured.ts';
import { type AlarmNotification, alarmNotificationSchema } from '../../core/manifest/notify.ts';
import type { AlarmWatcher, WatchedAlarms } from '../../core/ports/ledger.ts';
import { canonicalJson } from '../../core/values/canonical-json.ts';
import { alarmKey, endpointKey } from './keys.ts';
import type { Table } from './table.ts';

const watcherItem = z.object({
  endpoint: z.string(),
  on: alarmRoleSchema,
  told: alarmNotificationSchema.optional(),
  measured: measuredSchema.optional().catch(undefined),
});
const watchedItem = z.object({
  names: z.array(z.string()),
  /** What was written of them; older versions did not keep it. */
  written: z.string().optional(),
});

/** What is written of the endpoint's alarms; undefined if it never had any. */
export async function watchedAlarms(table: Table, endpoint: string): Promise<WatchedAlarms> {
  const item = await table.get(listKeyOf(endpoint));
  return item === undefined ? { names: [] } : watchedItem.parse(item);
}

const listKeyOf = (endpoint: string) => ({ pk: endpointKey(endpoint), sk: 'alarms' });

/**
 * Records which endpoints watch an alarm: one item per pair under the alarm, and under the endpoint the list
 * of its alarms, so that alarms dropped from a newer manifest can be removed. New entries are written first
 * and the list last: an interrupted write leaves one index entry too many, never one too few. Where the list is as it
 * is to be, so is everything.
 */
export async function watchAlarms(
  table: Table,
  endpoint: string,
  alarms: readonly AlarmWatched[],
  told: AlarmNotification | undefined,
  known?: WatchedAlarms,
): Promise<void> {
  const before = known ?? (await watchedAlarms(table, endpoint));
  const names = alarms.map((alarm) => alarm.name);
  const written = canonicalJson(alarms.map(({ name, on, measured }) => ({ name, on, told, measured })));
  if (before.written === written) return;
  const gone = before.names.filter((name) => !names.includes(name));
  for (const { name, on, measured } of alarms) {
    await table.put({ pk: alarmKey(name), sk: endpointKey(endpoint), endpoint, on, told, measured });
  }
  for (const name of gone) await table.remove({ pk: alarmKey(name), sk: endpointKey(endpoint) });
  await table.put({ ...listKeyOf(endpoint), names, written });
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

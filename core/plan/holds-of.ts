import { isManagedAlarm } from '../alarms/alarm-schema.ts';
import { managedAlarmName, thresholdOf } from '../alarms/managed.ts';
import { measuredOf } from '../alarms/measured-by.ts';
import { alarmRule } from '../cloudwatch/alarm-text.ts';
import type { PlannedGate } from '../gates/gate.ts';
import { type Hold, hold } from '../gates/hold.ts';
import { parseManifest } from '../manifest/parse.ts';
import { type Rollout, rolloutName } from '../release.ts';
import type { Findings } from './findings.ts';

/**
 * The gates that come with the manifest's alarms: one for each alarm with `on: hold`, during the shift. In a
 * rollback, an alarm that is already on does not hold, because the rollback leads away from its cause. Nor do
 * alarms that are made for releases only. A fast rollback skips all gates.
 */
export function holdsOf(
  rollout: Rollout,
  { manifest, stage, alarms: found }: Pick<Findings, 'manifest' | 'stage' | 'alarms'>,
): PlannedGate[] {
  const parsed = manifest.kind === 'content' ? parseManifest(manifest.value) : undefined;
  const { start } = rollout;
  const isRollback = start.kind === 'rollback';
  if (!parsed?.ok || (isRollback && start.fast)) return [];
  return parsed.manifest.alarms.flatMap((alarm, index) => {
    if (alarm.hold === undefined) return [];
    const isManaged = isManagedAlarm(alarm);
    const name = isManaged ? managedAlarmName(stage, rolloutName(rollout), index) : alarm.name;
    const isOn = found.some((one) => one.name === name && one.state === 'ALARM');
    if (isRollback && (isManaged || isOn)) return [];
    const label = isManaged
      ? alarmRule({ name, measured: measuredOf(alarm), threshold: thresholdOf(alarm) })
      : undefined;
    const config: Hold = { alarm: name, ...alarm.hold, ...(label !== undefined && { label }) };
    return [{ kind: hold.kind, config }];
  });
}

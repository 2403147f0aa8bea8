import { isExistingAlarm, isManagedAlarm } from '../alarms/alarm-schema.ts';
import { comparisonLabel } from '../alarms/comparison-queries.ts';
import { managedAlarmName, thresholdOf } from '../alarms/managed.ts';
import { measuredOf } from '../alarms/measured-by.ts';
import { alarmRule } from '../cloudwatch/alarm-text.ts';
import type { PlannedGate } from '../gates/gate.ts';
import { type Hold, hold } from '../gates/hold.ts';
import { parseManifest } from '../manifest/parse.ts';
import { type Rollout, rolloutName } from '../release.ts';
import { comparedVariants, watchedComparisons } from './comparisons-of.ts';
import type { Findings } from './findings.ts';

/**
 * The gates that come with the manifest's alarms: one for each alarm with `on: hold`, during the shift. In a
 * rollback, an alarm that is already on does not hold, because the rollback leads away from its cause. Nor does
 * a comparison. A fast rollback skips all gates.
 */
export function holdsOf(
  rollout: Rollout,
  { manifest, stage, alarms: found, live }: Pick<Findings, 'manifest' | 'stage' | 'alarms' | 'live'>,
): PlannedGate[] {
  const parsed = manifest.kind === 'content' ? parseManifest(manifest.value) : undefined;
  const { start } = rollout;
  const isRollback = start.kind === 'rollback';
  if (!parsed?.ok || (isRollback && start.fast)) return [];
  const { alarms } = parsed.manifest;
  const variants = comparedVariants(parsed.manifest, live);
  const nameOf = (n: number) => managedAlarmName(stage, rolloutName(rollout), n);
  return alarms.flatMap((alarm, index) => {
    const { hold: terms } = alarm;
    if (terms === undefined) return [];
    const holdOn = (name: string, label?: string): PlannedGate => {
      const config: Hold = { alarm: name, ...terms, ...(label !== undefined && { label }) };
      return { kind: hold.kind, config };
    };
    if (isExistingAlarm(alarm)) {
      const isOn = found.some((one) => one.name === alarm.name && one.state === 'ALARM');
      return isRollback && isOn ? [] : [holdOn(alarm.name)];
    }
    if (isManagedAlarm(alarm)) {
      const name = nameOf(index);
      const label = alarmRule({ name, measured: measuredOf(alarm), threshold: thresholdOf(alarm) });
      return [holdOn(name, label)];
    }
    // Both fleets of a rollback are known; nothing new is compared with what was.
    if (isRollback) return [];
    return watchedComparisons(alarm, index, alarms.length, variants).map(({ n }) =>
      holdOn(nameOf(n), comparisonLabel(alarm)),
    );
  });
}

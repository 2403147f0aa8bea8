import { isExistingAlarm } from '../alarms/alarm-schema.ts';
import type { AlarmRole } from '../cloudwatch/breach.ts';
import type { Gates } from '../manifest/gates.ts';
import type { ManifestFinding } from '../manifest/manifest-finding.ts';
import { parseManifest } from '../manifest/parse.ts';
import type { Rollout } from '../release.ts';
import { comparisonsOf } from './comparisons-of.ts';
import type { Findings } from './findings.ts';
import { holdsOf } from './holds-of.ts';

/** The alarms of a valid manifest that exist before the release. */
function existingAlarmsIn(manifest: ManifestFinding): { name: string; on: AlarmRole }[] {
  const parsed = manifest.kind === 'content' ? parseManifest(manifest.value) : undefined;
  const alarms = parsed?.ok ? parsed.manifest.alarms : [];
  return alarms.flatMap((alarm) => (isExistingAlarm(alarm) ? [{ name: alarm.name, on: alarm.on }] : []));
}

/** All gates that the rollout has to pass, including those that come with its alarms, and the alarms that they may depend on. */
export function gatesInForce(
  rollout: Rollout,
  findings: Pick<Findings, 'manifest' | 'stage' | 'alarms' | 'live'>,
): Gates & { alarms: { name: string; on: AlarmRole }[] } {
  const { before, during, after } = gatesOf(rollout, findings.manifest);
  return {
    before,
    during: [...during, ...holdsOf(rollout, findings), ...comparisonsOf(rollout, findings.manifest)],
    after,
    alarms: existingAlarmsIn(findings.manifest),
  };
}

/** The gates that the rollout has to pass: the manifest's, but none in a fast rollback. */
export function gatesOf(rollout: Rollout, manifest: ManifestFinding): Gates {
  const parsed = manifest.kind === 'content' ? parseManifest(manifest.value) : undefined;
  const none: Gates = { before: [], during: [], after: [] };
  const gates = parsed?.ok ? (parsed.manifest.gates ?? none) : none;
  return rollout.start.kind === 'rollback' && rollout.start.fast ? none : gates;
}

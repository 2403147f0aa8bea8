import type { AlarmFinding } from '../alarms/alarm-finding.ts';
import { comparisonThreshold } from '../alarms/comparison-alarm.ts';
import { comparisonLabel } from '../alarms/comparison-queries.ts';
import { thresholdOf } from '../alarms/managed.ts';
import { measuredAsEvidence, measuredBy, measuredOf } from '../alarms/measured-by.ts';
import type { PlannedAlarm } from './plan.ts';
import type { WatchedAlarm } from './watched-alarms.ts';

/**
 * An alarm of the plan with what it measures: for managed alarms from the manifest, for others from
 * CloudWatch.
 */
export function plannedAlarm(
  { name, on, managed, compared }: Pick<WatchedAlarm, 'name' | 'on' | 'managed' | 'compared'>,
  found: readonly AlarmFinding[],
): PlannedAlarm {
  if (managed !== undefined)
    return {
      name,
      on,
      managed: true,
      measured: measuredOf(managed),
      threshold: thresholdOf(managed),
      forSeconds: managed.forSeconds,
    };
  if (compared !== undefined)
    return {
      name,
      on,
      managed: true,
      measured: measuredAsEvidence(comparisonLabel(compared.alarm)),
      threshold: comparisonThreshold(compared.falseAlarms),
    };
  const known = found.find((alarm) => alarm.name === name);
  const measured = known && measuredBy(known);
  return {
    name,
    on,
    managed: false,
    ...(measured && { measured }),
    ...(known?.threshold !== undefined && { threshold: known.threshold }),
  };
}

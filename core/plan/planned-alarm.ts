import type { AlarmFinding } from '../alarms/finding.ts';
import { thresholdOf } from '../alarms/managed.ts';
import { measuredBy, measuredOf } from '../alarms/measured-by.ts';
import type { PlannedAlarm } from './plan.ts';
import type { WatchedAlarm } from './watched-alarms.ts';

/** An alarm as the plan has it, with what it measures: ours as the manifest says it, any other as CloudWatch has it. */
export function plannedAlarm(
  { name, on, managed }: Pick<WatchedAlarm, 'name' | 'on' | 'managed'>,
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

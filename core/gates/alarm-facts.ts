import type { AlarmState } from '../ports.ts';
import type { AlarmSeen } from './gate.ts';
import type { HeardAlarm } from './ports.ts';

/** What gates see of the alarms that are watched: as CloudWatch has them now, and as we last heard of them. */
export function alarmFacts(
  watched: readonly { readonly name: string; readonly on?: AlarmSeen['on'] }[],
  found: readonly AlarmState[],
  heard: Readonly<Record<string, HeardAlarm>>,
): Record<string, AlarmSeen> {
  const facts: Record<string, AlarmSeen> = {};
  for (const { name, on } of watched) {
    const alarm = found.find((one) => one.name === name);
    if (alarm === undefined) continue;
    const known = Object.hasOwn(heard, name) ? heard[name] : undefined;
    facts[name] = {
      state: alarm.state,
      since: alarm.since,
      ...(known && { lastAlarmAt: known.lastAlarmAt, heardAt: known.heardAt }),
      ...(on !== undefined && { on }),
    };
  }
  return facts;
}

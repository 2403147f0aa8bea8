import type { AlarmState } from '../cloudwatch/alarm-state.ts';
import type { Measured } from '../cloudwatch/measured.ts';
import type { AlarmSnapshot } from './gate.ts';
import type { RecordedAlarmState } from './ports.ts';

/** A watched alarm; with what it measures, if known. */
interface FactOf {
  readonly name: string;
  readonly on?: AlarmSnapshot['on'];
  readonly measured?: Measured | undefined;
}

/** The watched alarms as gates see them: CloudWatch's current states, and the recorded events. */
export function alarmFacts(
  watched: readonly FactOf[],
  found: readonly AlarmState[],
  recorded: Readonly<Record<string, RecordedAlarmState>>,
): Record<string, AlarmSnapshot> {
  const facts: Record<string, AlarmSnapshot> = {};
  for (const { name, on, measured } of watched) {
    const alarm = found.find((one) => one.name === name);
    if (alarm === undefined) continue;
    const known = Object.hasOwn(recorded, name) ? recorded[name] : undefined;
    facts[name] = {
      state: alarm.state,
      since: alarm.since,
      ...(known && { lastAlarmAt: known.lastAlarmAt, heardAt: known.heardAt }),
      ...(on !== undefined && { on }),
      ...(measured?.ours && { label: measured.what }),
    };
  }
  return facts;
}

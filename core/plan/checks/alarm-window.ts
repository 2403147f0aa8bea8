import type { AlarmFinding } from '../../alarms/alarm-finding.ts';
import { comparisonWindow } from '../../alarms/comparison-alarm.ts';
import { windowOf } from '../../alarms/managed.ts';
import { type AlarmWindow, secondsToTrip } from '../../alarms/tripping.ts';
import type { WatchedAlarm } from '../watched-alarms.ts';

/** When the alarm goes off; undefined if AWS gives no period, as for composite alarms. */
export function windowOfAlarm(
  { name, managed, compared }: WatchedAlarm,
  found: readonly AlarmFinding[],
): AlarmWindow | undefined {
  if (managed !== undefined) return windowOf(managed);
  if (compared !== undefined) return comparisonWindow(1);
  const alarm = found.find((finding) => finding.name === name);
  return alarm && windowOfFound(alarm);
}

/** For a composite alarm, the shortest window of its alarms: it cannot go off sooner. */
export function soonestOf(found: AlarmFinding): AlarmWindow | undefined {
  if (found.children === undefined) return windowOfFound(found);
  const windows = found.children.map(soonestOf);
  // An alarm with an unknown window may go off at any time.
  if (windows.some((window) => window === undefined)) return undefined;
  return windows.reduce((soonest, window) =>
    soonest !== undefined && window !== undefined && secondsToTrip(window) < secondsToTrip(soonest)
      ? window
      : soonest,
  );
}

function windowOfFound({
  period,
  evaluationPeriods,
  datapointsToAlarm,
}: AlarmFinding): AlarmWindow | undefined {
  if (period === undefined || evaluationPeriods === undefined) return undefined;
  return { periodSeconds: period, evaluationPeriods, datapointsToAlarm };
}

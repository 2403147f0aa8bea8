import type { AlarmFinding } from '../../alarms/finding.ts';
import { windowOf } from '../../alarms/managed.ts';
import { type AlarmWindow, secondsToTrip } from '../../alarms/tripping.ts';
import type { WatchedAlarm } from '../watched-alarms.ts';

/** When the alarm goes off; undefined where AWS tells no period, as of composite ones. */
export function windowOfAlarm(
  { name, managed }: WatchedAlarm,
  found: readonly AlarmFinding[],
): AlarmWindow | undefined {
  if (managed !== undefined) return windowOf(managed);
  const alarm = found.find((finding) => finding.name === name);
  return alarm && windowOfFound(alarm);
}

/** Of a composite alarm that of the soonest of its alarms: sooner it can't go off. */
export function soonestOf(found: AlarmFinding): AlarmWindow | undefined {
  if (found.children === undefined) return windowOfFound(found);
  const windows = found.children.map(soonestOf);
  // One of which nothing is known may be as soon as it likes.
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

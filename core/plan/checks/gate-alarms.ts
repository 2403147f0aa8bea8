import type { AlarmFinding } from '../../alarms/alarm-finding.ts';
import type { GuardedRelease } from '../../alarms/guarded-release.ts';
import { namedAlarmFaults } from '../../alarms/named-alarm.ts';
import { secondsToTrip } from '../../alarms/tripping.ts';
import type { PlannedGate, Stage } from '../../gates/gate.ts';
import { gateKindNamed, watchSecondsOf } from '../../gates/kinds.ts';
import type { Gates } from '../../manifest/gates.ts';
import { formatDuration } from '../../values/duration.ts';
import { type Problem, shown } from '../../values/problem.ts';
import type { WatchedAlarm } from '../watched-alarms.ts';
import { windowOfAlarm } from './alarm-window.ts';
import type { Checked } from './checked.ts';

/** Whether the alarms that gates depend on exist and can tell them anything. */
export function checkGateAlarms(
  gates: Gates | undefined,
  found: readonly AlarmFinding[],
  watched: readonly WatchedAlarm[],
  release: GuardedRelease,
): Checked {
  const all = (['before', 'during', 'after'] as const).flatMap((stage: Stage) =>
    (gates?.[stage] ?? []).map((gate, n) => ({ gate, field: `gates.${stage}[${n}].${gate.kind}` })),
  );
  return {
    problems: all.flatMap(({ gate, field }) => missing(gate, field, found)),
    warnings: all.flatMap(({ gate, field }) => [
      ...withoutData(gate, field, found, release),
      ...watchDoubts(gate, field, found, watched),
    ]),
  };
}

/** Without the alarm the gate would fail, perhaps hours later. */
const missing = (gate: PlannedGate, field: string, found: readonly AlarmFinding[]): Problem[] =>
  namedBy(gate, found).flatMap(({ name, alarm }) =>
    alarm?.state !== undefined
      ? []
      : [
          {
            field: `${field}.alarms`,
            expected: 'existing CloudWatch alarms',
            got: `${shown(name)}, which does not exist`,
            fix: 'Create it in this account and region first, or correct the name.',
          },
        ],
  );

/** An alarm on a metric that does not exist is OK for ever. One on some other metric may be intended. */
const withoutData = (
  gate: PlannedGate,
  field: string,
  found: readonly AlarmFinding[],
  release: GuardedRelease,
): Problem[] =>
  namedBy(gate, found).flatMap(({ alarm }) =>
    alarm?.state === undefined
      ? []
      : namedAlarmFaults(alarm, release)
          .filter(({ noData }) => noData)
          .map(({ certain: _, noData: __, ...fault }) => ({ field: `${field}.alarms`, ...fault })),
  );

const namedBy = ({ kind, config }: PlannedGate, found: readonly AlarmFinding[]) =>
  (gateKindNamed(kind)?.alarms?.(config) ?? []).map((name) => ({
    name,
    alarm: found.find((one) => one.name === name),
  }));

/** A gate that watches the alarms, as a soak does, is only as good as they are. */
function watchDoubts(
  gate: PlannedGate,
  field: string,
  found: readonly AlarmFinding[],
  watched: readonly WatchedAlarm[],
): Problem[] {
  const seconds = watchSecondsOf(gate);
  if (seconds === undefined) return [];
  const guards = watched.filter(({ on }) => on !== 'notify');
  if (guards.length === 0) {
    const expected = `an alarm with on: rollback or on: hold, which a ${gate.kind} looks at`;
    return [{ field, expected, got: 'none: it only waits' }];
  }
  const needed = guards
    .map((alarm) => windowOfAlarm(alarm, found))
    .map((window) => window && secondsToTrip(window));
  if (needed.some((least) => least === undefined || least <= seconds)) return [];
  const least = Math.min(...needed.map((one) => one ?? 0));
  return [
    {
      field,
      expected: `at least ${formatDuration(least)}, or none of its alarms can go off by what is wrong in it`,
      got: formatDuration(seconds),
    },
  ];
}

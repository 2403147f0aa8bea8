import * as z from 'zod';
import { formatDuration } from '../values/duration.ts';
import type { Problem } from '../values/problem.ts';
import { alarmName, namesOf } from './alarmed.ts';
import type { AlarmSnapshot, GateKind, GateSnapshot } from './gate.ts';
import { deadlineOf, gateTime } from './timing.ts';

/** Waits until alarms have been OK for a while, so that nothing is released into an incident. */
export interface AlarmsClear {
  /** Default: all of the manifest's alarms that already exist. */
  readonly alarms?: readonly string[];
  readonly forSeconds: number;
  readonly timeoutSeconds: number;
}

const schema: z.ZodType<AlarmsClear> = z
  .strictObject(
    {
      alarms: z
        .array(
          z.string({ error: 'the name of a CloudWatch alarm' }).regex(alarmName, { error: 'an alarm name' }),
          {
            error: 'a list of alarm names',
          },
        )
        .min(1, { error: 'at least one alarm' })
        .max(20, { error: 'at most 20 alarms' })
        .meta({ description: 'Existing alarms. Default: those that the manifest names.' })
        .optional(),
      for: gateTime.meta({ description: 'How long all of them must have been OK.' }).default(600),
      timeout: gateTime
        .meta({ description: 'How long to wait for that before the gate fails.' })
        .default(3600),
    },
    { error: 'fields such as for and timeout' },
  )
  .refine((gate) => gate.for <= gate.timeout, { path: ['timeout'], error: 'no less than for' })
  .transform(({ alarms, for: forSeconds, timeout }) => ({
    ...(alarms && { alarms }),
    forSeconds,
    timeoutSeconds: timeout,
  }));

export const alarmsClear: GateKind<AlarmsClear> = {
  kind: 'alarms-clear',
  stages: ['before'],
  schema: () => schema,
  alarms: (config) => config.alarms ?? [],
  refusals: (config, { alarms }) =>
    config.alarms === undefined && alarms.length === 0 ? [nothingToClear] : [],
  lookedAtAgain: true,

  step(config, seen) {
    const watched = watchedBy(config, seen);
    if (watched.length === 0) return { kind: 'passed', why: 'there is no alarm to be clear' };
    const missing = watched.filter(([, alarm]) => alarm === undefined).map(([name]) => name);
    if (missing.length > 0)
      return { kind: 'failed', why: `there is no ${namesOf(missing)}, so nothing says that all is well` };

    const deadline = deadlineOf(seen, config.timeoutSeconds);
    const unclear = watched.filter(([, alarm]) => alarm?.state !== 'OK');
    // All have been OK since the last of them became OK: OK since 9:55 and 9:58, for 10 minutes, is clear at
    // 10:08.
    const clearAt = Math.max(...watched.map(([, alarm]) => alarm?.since ?? 0)) + config.forSeconds * 1000;
    const span = formatDuration(config.forSeconds);
    if (unclear.length === 0 && seen.now >= clearAt)
      return { kind: 'passed', why: `${namesOf(watched.map(([name]) => name))}: OK for ${span}` };

    const states = unclear.map(([name, alarm]) => `${name} is in ${alarm?.state}`).join(', ');
    if (seen.now >= deadline) {
      const why = states || `not yet OK for ${span}`;
      return { kind: 'failed', why: `${why} after ${formatDuration(config.timeoutSeconds)}` };
    }
    if (unclear.length > 0) return { kind: 'waiting', until: deadline, why: states };
    return {
      kind: 'waiting',
      until: Math.min(clearAt, deadline),
      why: `all are OK, but not for ${span} yet`,
    };
  },
};

const nothingToClear: Problem = {
  field: '',
  expected: 'alarms that exist before the release',
  got: 'none, here or in the manifest',
  fix: 'Name them: alarms-clear: { alarms: [<name>] }.',
};

function watchedBy(
  config: AlarmsClear,
  seen: GateSnapshot,
): (readonly [string, AlarmSnapshot | undefined])[] {
  const ofManifest = Object.entries(seen.alarms).filter(([, { on }]) => on !== undefined);
  const own = (name: string) => (Object.hasOwn(seen.alarms, name) ? seen.alarms[name] : undefined);
  return config.alarms?.map((name) => [name, own(name)] as const) ?? ofManifest;
}

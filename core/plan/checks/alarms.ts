import { managedAlarmProblems, managedAlarmWarnings, windowOf } from '../../alarms/managed.ts';
import {
  type AlarmWindow,
  canTripWithin,
  publicationLagSeconds,
  secondsToTrip,
} from '../../alarms/tripping.ts';
import { formatDuration } from '../../manifest/duration.ts';
import { type Problem, shown } from '../../problem.ts';
import { type StrategyPolicy, strategyOf } from '../../strategies/strategies.ts';
import type { PolicyFields } from '../../strategies/strategy.ts';
import type { AlarmFinding } from '../findings.ts';
import type { WatchedAlarm } from '../watched-alarms.ts';
import type { Checked } from './checked.ts';

/** One of AutoRollbackConfiguration's ten alarms is kept for our own, so that a rollout can be aborted. */
export const mostRollbackAlarms = 9;

export interface AlarmCheck {
  readonly endpoint: string;
  readonly watched: readonly WatchedAlarm[];
  readonly found: readonly AlarmFinding[];
  readonly policy: StrategyPolicy;
  readonly fields: PolicyFields;
  readonly variantCount: number;
}

/** Whether the alarms can do what they are there for: exist, be calm now, and go off within a bake. */
export function checkAlarms(check: AlarmCheck): Checked {
  const each = check.watched.map((alarm, index) => checkAlarm(alarm, index, check));
  const count = checkCount(check);
  const bakes = checkBakes(check);
  return {
    problems: [...count.problems, ...each.flatMap(({ problems }) => problems), ...bakes.problems],
    warnings: [...count.warnings, ...each.flatMap(({ warnings }) => warnings), ...bakes.warnings],
  };
}

function checkCount({ watched, policy }: AlarmCheck): Checked {
  const count = watched.filter(({ on }) => on === 'rollback').length;
  if (count > mostRollbackAlarms) {
    const expected = `at most ${mostRollbackAlarms} alarms with on: rollback (AWS takes 10; one is kept for Greenlight's own)`;
    const problem = { field: 'alarms', expected, got: `${count}`, fix: 'Set some to on: notify.' };
    return { problems: [problem], warnings: [] };
  }
  if (count > 0) return nothing;
  const fix = 'Name an alarm that exists, or have one made: { metric: 5xx-rate, above: 1%, for: 2m }';
  if (strategyOf(policy).isStaged) {
    const expected = `at least one alarm with on: rollback, since the bakes of strategy ${policy.strategy} watch nothing else`;
    return { problems: [{ field: 'alarms', expected, got: 'none', fix }], warnings: [] };
  }
  const expected = 'an alarm with on: rollback, without which nothing goes back by itself';
  return { problems: [], warnings: [{ field: 'alarms', expected, got: 'none', fix }] };
}

function checkAlarm(alarm: WatchedAlarm, index: number, check: AlarmCheck): Checked {
  const { field, name, managed } = alarm;
  if (managed !== undefined) {
    return {
      problems: managedAlarmProblems(managed, field, check.variantCount),
      warnings: managedAlarmWarnings(managed, field),
    };
  }
  if (check.watched.findIndex((other) => other.name === name) < index)
    return refused({ field, expected: 'each alarm once', got: shown(name) });
  const found = check.found.find((finding) => finding.name === name);
  if (found?.state === undefined) {
    return refused({
      field,
      expected: 'an existing CloudWatch alarm',
      got: `${shown(name)}, which does not exist`,
      fix: 'Create it in this account and region first, or correct the name.',
    });
  }
  if (alarm.on === 'notify') return nothing;
  if (alarm.on === 'hold' && found.state === 'ALARM') return holdsFromTheStart(alarm);
  if (found.state === 'ALARM') {
    return refused({
      field,
      expected: 'an alarm that is not in ALARM',
      got: `${shown(name)} in ALARM`,
      fix: 'See to it first: what SageMaker does with an alarm that is on from the start is undocumented.',
    });
  }
  return { problems: [], warnings: doubts(field, found, check.endpoint) };
}

/** It asks as soon as traffic shifts; where it would not even ask, nothing could come of the release. */
function holdsFromTheStart({ field, name, hold }: WatchedAlarm): Checked {
  const problem = { field, expected: 'an alarm that is not in ALARM', got: `${shown(name)} in ALARM` };
  if (hold?.meanwhile === 'abort')
    return refused({ ...problem, fix: 'See to it first: it would end the shift at once.' });
  return { problems: [], warnings: [{ ...problem, fix: 'See to it first, or be there when it asks.' }] };
}

/** What AWS leaves open, or looks like a mistake and may be none. */
function doubts(field: string, { name, composite, dimensions }: AlarmFinding, endpoint: string): Problem[] {
  const watches = dimensions?.EndpointName;
  return [
    ...(composite === true
      ? [
          {
            field,
            expected: 'a metric alarm',
            got: `${shown(name)}, a composite alarm: AWS does not say whether it rolls back, nor how soon`,
            fix: 'Name the metric alarms that it is made of.',
          },
        ]
      : []),
    ...(watches !== undefined && watches.toLowerCase() !== endpoint.toLowerCase()
      ? [
          {
            field,
            expected: `an alarm on endpoint "${endpoint}"`,
            got: `${shown(name)}, on endpoint "${watches}"`,
          },
        ]
      : []),
  ];
}

interface Bake {
  readonly field: string;
  readonly seconds: number;
}

/**
 * Every bake must be long enough for the slowest alarm: in a shorter one it protects nothing. Where traffic shifts in
 * parts, a final bake that is left out is only told of: the bakes before it protect.
 */
function checkBakes({ watched, found, policy, fields }: AlarmCheck): Checked {
  const windows = watched
    .filter(({ on }) => on === 'rollback')
    .map(({ name, managed }) => ({ name, window: managed ? windowOf(managed) : windowOfFound(found, name) }))
    .flatMap(({ name, window }) => (window === undefined ? [] : [{ name, window }]));
  const slowest = windows.reduce<(typeof windows)[number] | undefined>(
    (worst, alarm) =>
      worst !== undefined && secondsToTrip(worst.window) >= secondsToTrip(alarm.window) ? worst : alarm,
    undefined,
  );
  const strategy = strategyOf(policy);
  const bakes = strategy.bakes(policy).map(({ part, seconds }): Bake => ({ field: fields[part], seconds }));
  return {
    problems: slowest === undefined ? [] : bakes.flatMap((each) => tooShort(each, slowest)),
    warnings: strategy.isStaged && strategy.keepsBlue ? noFinalBake(policy.finalBake ?? 0, fields) : [],
  };
}

function tooShort(
  { field, seconds }: Bake,
  { name, window }: { name: string; window: AlarmWindow },
): Problem[] {
  if (canTripWithin(seconds, window)) return [];
  const periods = window.datapointsToAlarm ?? window.evaluationPeriods;
  const sum = `${periods} × ${formatDuration(window.periodSeconds)}, and ${formatDuration(publicationLagSeconds)} until CloudWatch has the last`;
  return [
    {
      field,
      expected: `at least ${formatDuration(secondsToTrip(window))}, or alarm ${shown(name)} cannot go off in it (${sum})`,
      got: formatDuration(seconds),
      fix: 'Bake longer, or use an alarm with fewer or shorter periods.',
    },
  ];
}

function noFinalBake(finalBake: number, fields: PolicyFields): Problem[] {
  if (finalBake > 0) return [];
  const expected = 'a final bake: until the old fleet is gone, going back is instant';
  return [{ field: fields.finalBake, expected, got: '0s', fix: 'Give it a finalBake of some minutes.' }];
}

function windowOfFound(found: readonly AlarmFinding[], name: string): AlarmWindow | undefined {
  const { period, evaluationPeriods, datapointsToAlarm } =
    found.find((finding) => finding.name === name) ?? {};
  if (period === undefined || evaluationPeriods === undefined) return undefined;
  return { periodSeconds: period, evaluationPeriods, datapointsToAlarm };
}

const nothing: Checked = { problems: [], warnings: [] };
const refused = (problem: Problem): Checked => ({ problems: [problem], warnings: [] });

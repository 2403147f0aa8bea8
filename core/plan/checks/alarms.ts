import type { AlarmFinding } from '../../alarms/alarm-finding.ts';
import type { GuardedRelease } from '../../alarms/guarded-release.ts';
import { managedAlarmProblems, managedAlarmWarnings } from '../../alarms/managed-checks.ts';
import { namedAlarmFaults } from '../../alarms/named-alarm.ts';
import {
  type AlarmWindow,
  canTripWithin,
  publicationLagSeconds,
  secondsToTrip,
} from '../../alarms/tripping.ts';
import { type StrategyPolicy, strategyOf } from '../../strategies/strategies.ts';
import type { PolicyFields } from '../../strategies/strategy.ts';
import { formatDuration } from '../../values/duration.ts';
import { type Problem, shown } from '../../values/problem.ts';
import type { WatchedAlarm } from '../watched-alarms.ts';
import { soonestOf, windowOfAlarm } from './alarm-window.ts';
import type { Checked } from './checked.ts';

/**
 * AutoRollbackConfiguration takes ten alarms. One is reserved for our own, so that a rollout can be aborted.
 */
export const mostRollbackAlarms = 9;

export interface AlarmCheck {
  readonly release: GuardedRelease;
  readonly watched: readonly WatchedAlarm[];
  readonly found: readonly AlarmFinding[];
  readonly policy: StrategyPolicy;
  /** Stored by the endpoint's owner. Then missing protection is only a warning. */
  readonly isInherited: boolean;
  readonly fields: PolicyFields;
  /** A gate in the bakes watches them, too. */
  readonly areBakesWatched: boolean;
}

/**
 * Whether the alarms can do their work: they must exist, not be in ALARM now, see the new fleet, and be able
 * to go off within a bake.
 */
export function checkAlarms(check: AlarmCheck): Checked {
  const each = check.watched.map((alarm, index) => checkAlarm(alarm, index, check));
  const count = checkCount(check);
  const bakes = checkBakes(check);
  return {
    problems: [...count.problems, ...each.flatMap(({ problems }) => problems), ...bakes.problems],
    warnings: [...count.warnings, ...each.flatMap(({ warnings }) => warnings), ...bakes.warnings],
  };
}

function checkCount({ watched, policy, isInherited, areBakesWatched }: AlarmCheck): Checked {
  const count = watched.filter(({ on }) => on === 'rollback').length;
  if (count > mostRollbackAlarms) {
    const expected = `at most ${mostRollbackAlarms} alarms with on: rollback (AWS takes 10; one is kept for Greenlight's own)`;
    const problem = { field: 'alarms', expected, got: `${count}`, fix: 'Set some to on: notify.' };
    return { problems: [problem], warnings: [] };
  }
  if (count > 0 || areBakesWatched) return { problems: [], warnings: [] };
  const fix =
    'Name an alarm that exists, or have one made: { compare: 5xx }, or { metric: 5xx-rate, above: 1%, for: 2m }. A judge among gates.during will do, too.';
  if (strategyOf(policy).isStaged) {
    const expected = `at least one alarm with on: rollback, since the bakes of strategy ${policy.strategy} watch nothing else`;
    return toldOr(isInherited, [{ field: 'alarms', expected, got: 'none', fix }]);
  }
  const expected = 'an alarm with on: rollback, without which nothing goes back by itself';
  return { problems: [], warnings: [{ field: 'alarms', expected, got: 'none', fix }] };
}

function checkAlarm(alarm: WatchedAlarm, index: number, check: AlarmCheck): Checked {
  const { field, name, managed, compared } = alarm;
  // What can be wrong with it is told once for all variants (comparisons.ts).
  if (compared !== undefined) return { problems: [], warnings: [] };
  if (managed !== undefined) {
    return {
      problems: managedAlarmProblems(managed, field, check.release),
      warnings: managedAlarmWarnings(managed, field, check.release),
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
  const seen = checkVisibility(field, found, check.release);
  if (alarm.on === 'notify') return seen;
  if (alarm.on === 'hold' && found.state === 'ALARM') return both(holdsFromTheStart(alarm), seen);
  if (found.state === 'ALARM') {
    const isOn = refused({
      field,
      expected: 'an alarm that is not in ALARM',
      got: `${shown(name)} in ALARM`,
      fix: 'Resolve it first: what SageMaker does with an alarm that is on from the start is undocumented.',
    });
    return both(isOn, seen);
  }
  return both({ problems: [], warnings: doubts(field, found) }, seen);
}

/**
 * What keeps the alarm from going off because of the new fleet: a refusal if it is certain, otherwise a
 * warning.
 */
export function checkVisibility(field: string, found: AlarmFinding, release: GuardedRelease): Checked {
  const faults = namedAlarmFaults(found, release).map(({ certain, noData: _, ...fault }) => ({
    certain,
    problem: { field, ...fault },
  }));
  const told = (wanted: boolean) =>
    faults.flatMap(({ certain, problem }) => (certain === wanted ? [problem] : []));
  if (faults.length > 0 || found.state !== 'INSUFFICIENT_DATA')
    return { problems: told(true), warnings: told(false) };
  const got = `${shown(found.name)} in INSUFFICIENT_DATA: while its metric has none it does not go off`;
  return { problems: [], warnings: [{ field, expected: 'an alarm that has data', got }] };
}

/**
 * It asks as soon as traffic shifts: a warning. If it would abort without asking, the release cannot succeed:
 * a refusal.
 */
function holdsFromTheStart({ field, name, hold }: WatchedAlarm): Checked {
  const problem = { field, expected: 'an alarm that is not in ALARM', got: `${shown(name)} in ALARM` };
  if (hold?.meanwhile === 'abort')
    return refused({ ...problem, fix: 'Resolve it first: it would end the shift at once.' });
  return {
    problems: [],
    warnings: [{ ...problem, fix: 'Resolve it first, or be ready to answer when it asks.' }],
  };
}

/** Where AWS's behaviour is undocumented. */
const doubts = (field: string, { name, composite }: AlarmFinding): Problem[] =>
  composite === true
    ? [
        {
          field,
          expected: 'a metric alarm',
          got: `${shown(name)}, a composite alarm: AWS does not say whether it rolls back, nor how soon`,
          fix: 'Name the metric alarms that it is made of.',
        },
      ]
    : [];

interface Bake {
  readonly field: string;
  readonly seconds: number;
}

/**
 * Every bake must be long enough for the slowest alarm; in a shorter one it protects nothing. If traffic
 * shifts in parts, a missing final bake is only a warning, because the bakes before it protect.
 */
function checkBakes(check: AlarmCheck): Checked {
  const { watched, found, policy, fields, isInherited } = check;
  const windows = watched
    .filter(({ on }) => on === 'rollback')
    .map((alarm) => ({ name: alarm.name, window: windowOfAlarm(alarm, found) }))
    .flatMap(({ name, window }) => (window === undefined ? [] : [{ name, window }]));
  const slowest = windows.reduce<(typeof windows)[number] | undefined>(
    (worst, alarm) =>
      worst !== undefined && secondsToTrip(worst.window) >= secondsToTrip(alarm.window) ? worst : alarm,
    undefined,
  );
  const strategy = strategyOf(policy);
  const bakes = strategy.bakes(policy).map(({ part, seconds }): Bake => ({ field: fields[part], seconds }));
  const short = slowest === undefined ? [] : bakes.flatMap((each) => tooShort(each, slowest));
  const { problems, warnings } = toldOr(isInherited, short);
  return {
    problems,
    warnings: [
      ...warnings,
      ...(strategy.isStaged && strategy.keepsBlue ? noFinalBake(policy.finalBake ?? 0, fields) : []),
      ...compositesTooSlow(check, bakes),
      ...holdsTooSlow(check),
    ],
  };
}

/** Of a composite alarm only this is certain: it does not go off sooner than the soonest of its alarms. */
const compositesTooSlow = ({ watched, found }: AlarmCheck, bakes: readonly Bake[]): Problem[] =>
  watched.flatMap(({ field, name, on }) => {
    const alarm = found.find((one) => one.name === name && one.composite === true);
    const soonest = on === 'rollback' && alarm ? soonestOf(alarm) : undefined;
    if (soonest === undefined || bakes.every(({ seconds }) => canTripWithin(seconds, soonest))) return [];
    const shortest = Math.min(...bakes.map(({ seconds }) => seconds));
    const expected = `an alarm that can go off in a bake of ${formatDuration(shortest)}`;
    const got = `${shown(name)}, whose soonest alarm takes ${formatDuration(secondsToTrip(soonest))}`;
    return [{ field, expected, got, fix: 'Bake longer, or use an alarm with fewer or shorter periods.' }];
  });

/** Holds watch from the first traffic on the new fleet to the end of the last bake. */
const holdsTooSlow = ({ watched, found, release: { shiftSeconds } }: AlarmCheck): Problem[] =>
  watched.flatMap((alarm) => {
    const window = alarm.on === 'hold' ? windowOfAlarm(alarm, found) : undefined;
    if (window === undefined || shiftSeconds === undefined || canTripWithin(shiftSeconds, window)) return [];
    const expected = `an alarm that can go off while the release shifts and bakes, ${formatDuration(shiftSeconds)}`;
    const got = `${shown(alarm.name)}, which takes ${formatDuration(secondsToTrip(window))}`;
    return [{ field: alarm.field, expected, got, fix: 'Bake longer, or let a soak look at it.' }];
  });

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

const both = (one: Checked, other: Checked): Checked => ({
  problems: [...one.problems, ...other.problems],
  warnings: [...one.warnings, ...other.warnings],
});

/** As warnings or as refusals. */
const toldOr = (isTold: boolean, found: readonly Problem[]): Checked =>
  isTold ? { problems: [], warnings: found } : { problems: found, warnings: [] };
const refused = (problem: Problem): Checked => ({ problems: [problem], warnings: [] });

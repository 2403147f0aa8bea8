import type { AlarmFinding } from '../../alarms/alarm-finding.ts';
import { isManagedAlarm } from '../../alarms/alarm-schema.ts';
import { alarmRule } from '../../cloudwatch/alarm-text.ts';
import { figure } from '../../cloudwatch/value-text.ts';
import type { Manifest } from '../../manifest/schema.ts';
import { type EndpointTraffic, errorRate, meanRequests } from '../../risk/endpoint-traffic.ts';
import type { ShiftPhase } from '../../risk/green-minutes.ts';
import { falseAlarmChance, mostTakenBack, soundInstead } from '../../risk/soundness.ts';
import { type WatchedErrors, watchedManaged } from '../../risk/watched-errors.ts';
import { formatDuration } from '../../values/duration.ts';
import { andListed } from '../../values/listed.ts';
import { type Problem, shown } from '../../values/problem.ts';
import { countedBy } from '../counted-by.ts';
import { plannedAlarm } from '../planned-alarm.ts';
import { isOurs, type WatchedAlarm } from '../watched-alarms.ts';
import type { Checked } from './checked.ts';

interface Asked {
  readonly manifest: Pick<Manifest, 'alarms' | 'alarmsMustBeSound'>;
  readonly endpoint: string;
  readonly variants: number;
  readonly watched: readonly WatchedAlarm[];
  readonly found: readonly AlarmFinding[];
  readonly phases: readonly ShiftPhase[];
  /** Undefined if it was not read, or may not be. */
  readonly traffic: EndpointTraffic | undefined;
}

/**
 * Whether the endpoint's traffic is needed to check a manifest: it has an alarm of a release with a limit on errors, or wants
 * all of its alarms looked at.
 */
export const needsTraffic = ({ alarms, alarmsMustBeSound }: Asked['manifest']): boolean =>
  alarmsMustBeSound === true ||
  alarms.some(
    (alarm) => isManagedAlarm(alarm) && alarm.on === 'rollback' && watchedManaged(alarm, 1) !== undefined,
  );

/**
 * Alarms that take back many sound releases, by the endpoint's own last two weeks: warned of, or refused where the manifest
 * says `alarmsMustBeSound`. Nothing is refused for what is not known.
 */
export function checkSoundness(asked: Asked): Checked {
  const { manifest, endpoint, variants, watched, found, phases, traffic } = asked;
  if (!needsTraffic(manifest)) return { problems: [], warnings: [] };
  const isStrict = manifest.alarmsMustBeSound === true;
  const rollback = watched.filter(({ on, compared }) => on === 'rollback' && compared === undefined);
  const known = rollback.map((alarm) => ({ alarm, counts: countedBy(alarm, { endpoint, variants, found }) }));
  if (traffic === undefined || traffic.hours.length === 0)
    return { problems: [], warnings: isStrict && rollback.length > 0 ? [unknownTraffic(traffic)] : [] };
  const unsound = known.flatMap(({ alarm, counts }) => {
    // Without being asked, only alarms that are made for the release are judged.
    if (counts === undefined || (!isStrict && !isOurs(alarm))) return [];
    const chance = falseAlarmChance(counts, phases, traffic);
    if (chance <= mostTakenBack) return [];
    const rule = ruleOf(alarm, found);
    return [unsoundProblem({ field: alarm.field, rule, counts, chance, phases, traffic })];
  });
  const unknown = known.filter(({ counts }) => counts === undefined).map(({ alarm }) => alarm);
  const warnings = isStrict && unknown.length > 0 ? [unknownChances(unknown, found)] : [];
  return isStrict ? { problems: unsound, warnings } : { problems: [], warnings: [...unsound, ...warnings] };
}

/** `5xx-rate above 1 %`, or `iris-5xx (Invocation5XXErrors at or above 1/min)` */
const ruleOf = (alarm: WatchedAlarm, found: readonly AlarmFinding[]): string =>
  alarmRule(plannedAlarm(alarm, found));

interface Unsound {
  readonly field: string;
  readonly rule: string;
  readonly counts: WatchedErrors;
  readonly chance: number;
  readonly phases: readonly ShiftPhase[];
  readonly traffic: EndpointTraffic;
}

function unsoundProblem({ field, rule, counts, chance, phases, traffic }: Unsound): Problem {
  const { errors, needed, of, periodMinutes, measure, orAt } = counts;
  const minutes = (periods: number) => formatDuration(periods * periodMinutes * 60);
  const lasts = needed === of ? minutes(of) : `${needed} of ${of} periods of ${minutes(1)}`;
  const usual = `in the last two weeks the endpoint got ${figure(meanRequests(traffic), 2)} requests a second, and ${percent(errorRate(traffic, errors))} of them ended ${errors}`;
  const { limit, periods } = soundInstead(counts, phases, traffic);
  const bound = limit === undefined ? '' : measure === 'share' ? percent(limit) : `${limit}`;
  const others = [
    ...(limit === undefined ? [] : [`${orAt ? 'at or ' : ''}above ${bound}`]),
    ...(periods === undefined ? [] : [`for ${minutes(periods)}`]),
  ];
  const instead = others.length === 0 ? '' : ` So does this alarm ${others.join(', or ')}.`;
  return {
    field,
    expected: `an alarm that by itself takes back at most ${percent(mostTakenBack)} of releases that are no worse than what serves`,
    got: `${rule} for ${lasts}, which takes back ${percent(chance)} of them: ${usual}`,
    fix: `{ compare: ${errors} } needs no limit and takes back at most 1 %.${instead}`,
  };
}

function unknownTraffic(traffic: EndpointTraffic | undefined): Problem {
  return {
    field: 'alarmsMustBeSound',
    expected: 'requests in the last two weeks, by which it is known how often alarms go off for nothing',
    got:
      traffic === undefined
        ? 'figures that may not be read (cloudwatch:GetMetricData): no alarm was looked at'
        : 'an endpoint without any: no alarm was looked at',
  };
}

const unknownChances = (alarms: readonly WatchedAlarm[], found: readonly AlarmFinding[]): Problem => ({
  field: 'alarmsMustBeSound',
  expected: 'alarms on the errors of this endpoint’s requests, whose chance of a false alarm can be computed',
  got: `${andListed(alarms.map((alarm) => shown(ruleOf(alarm, found))))}: not looked at`,
});

const percent = (part: number): string => `${figure(part * 100, 2)} %`;

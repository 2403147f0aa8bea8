import { formatDuration } from '../values/duration.ts';
import { type Problem, shown } from '../values/problem.ts';
import type { ManagedAlarm } from './alarm-schema.ts';
import { type GuardedRelease, secondsBetween } from './guarded-release.ts';
import { metricCount } from './managed-queries.ts';
import { filledIn, isOfNewFleetAlone, type Measure, measureOf, metricOf } from './measure.ts';
import { kindFault, type MetricFault, metricFaults } from './metric-fault.ts';
import {
  canBreach,
  countsSamples,
  mostOf,
  mustBreach,
  rangeOf,
  type StatisticRange,
} from './statistic-range.ts';

/**
 * What is certainly wrong with an alarm whose manifest is valid: CloudWatch would refuse it, the metric does
 * not exist, or no value can pass the threshold. `field` is its place in the manifest: `alarms[1]`.
 */
export function managedAlarmProblems(alarm: ManagedAlarm, field: string, release: GuardedRelease): Problem[] {
  const measure = measureOf(alarm);
  const { published } = metricOf(measure);
  const kind = published === undefined ? undefined : kindFault(published, release);
  return [
    ...tooMany(alarm, field, release.variants.length),
    ...(kind === undefined ? [] : [asProblem(`${field}.metric`, alarm, kind)]),
    ...outOfReach(alarm, measure, field, release, 'certain'),
    ...described(alarm, field, release, 'spelling'),
  ];
}

/** Warnings of the plan about a valid alarm that may see nothing, or too much. */
export function managedAlarmWarnings(alarm: ManagedAlarm, field: string, release: GuardedRelease): Problem[] {
  return [
    ...needsTraffic(alarm, field),
    ...described(alarm, field, release, 'never'),
    ...described(alarm, field, release, 'elsewhere'),
    ...ofBothFleets(alarm, field, release),
    ...outOfReach(alarm, measureOf(alarm), field, release, 'likely'),
    ...alwaysPassed(alarm, field, release),
    ...publishedTooSeldom(alarm, field, release),
    ...tooFewRequests(alarm, field),
  ];
}

/** AWS: "A math expression used for an alarm can include as many as 10 metrics." */
const mostMetrics = 10;

function tooMany(alarm: ManagedAlarm, field: string, variantCount: number): Problem[] {
  const count = metricCount(alarm, variantCount);
  if (count <= mostMetrics) return [];
  const each = count % variantCount === 0 ? `, ${count / variantCount} for each of` : ' for';
  return [
    {
      field,
      expected: `at most ${mostMetrics} metrics in one alarm`,
      got: `${count}${each} ${variantCount} variants`,
      fix: 'Make an alarm of your own on some of the variants, and name it here.',
    },
  ];
}

const asProblem = (field: string, alarm: ManagedAlarm, { expected, got, fix }: MetricFault): Problem => ({
  field,
  expected,
  got: `${shown(alarm.metric)}, ${got}`,
  ...(fix !== undefined && { fix }),
});

/** For a metric that the manifest describes: what its dimensions say about endpoint, variants and config. */
function described(
  alarm: ManagedAlarm,
  field: string,
  release: GuardedRelease,
  kind: MetricFault['kind'],
): Problem[] {
  const { source, metric } = alarm;
  if (source === undefined) return [];
  const names = {
    endpoint: release.endpoint,
    variant: release.variants[0]?.name ?? '',
    config: release.config,
  };
  const dimensions = Object.fromEntries(
    source.dimensions.map(({ Name, Value }) => [Name, filledIn(Value, names)]),
  );
  return metricFaults({ namespace: source.namespace, name: metric, dimensions }, release)
    .filter((fault) => fault.kind === kind)
    .map((fault) => asProblem(`${field}.dimensions`, alarm, fault));
}

/**
 * A threshold beyond every possible value of the metric. The metric's own bounds are certain, and so is the
 * absence of GPU data without GPUs. The number of cores is only inferred from the instance type's name.
 */
function outOfReach(
  alarm: ManagedAlarm,
  measure: Measure,
  field: string,
  release: GuardedRelease,
  how: 'certain' | 'likely',
): Problem[] {
  const { comparison, threshold } = alarm;
  const passes = (reach: StatisticRange) =>
    canBreach(comparison === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold', threshold, reach);
  const told = (what: string, reach: StatisticRange, fix?: string): Problem[] => {
    const bound = comparison === 'above' ? `at most ${reach.high}` : `at least ${reach.low}`;
    return [
      {
        field: `${field}.${comparison}`,
        expected: `a threshold that ${what} can pass: it is ${bound}`,
        got: `${threshold}`,
        ...(fix !== undefined && { fix }),
      },
    ];
  };
  if (measure.kind === 'rate') {
    const reach = { low: 0, high: 100 };
    return how === 'likely' || passes(reach) ? [] : told(alarm.metric, reach);
  }
  const { published } = measure.metric;
  if (published === undefined) return [];
  const what = `${measure.stat} of ${measure.metric.name}`;
  const bounds = rangeOf(
    published,
    measure.stat,
    published.times === undefined ? published.max : Number.POSITIVE_INFINITY,
  );
  if (!passes(bounds)) {
    const fix =
      published.sampled === 'request' && comparison === 'above'
        ? 'To count them, set statistic: Sum.'
        : undefined;
    return how === 'certain' ? told(what, bounds, fix) : [];
  }
  const types = release.variants.map(({ instanceType }) => instanceType);
  const reach = rangeOf(published, measure.stat, mostOf(published, types));
  if (passes(reach) || (how === 'certain') !== (reach.high === 0)) return [];
  return told(`${what} on ${[...new Set(types)].join(', ')}`, reach);
}

/** A threshold that every value passes: a sound model goes back, too. No data counts as good. */
function alwaysPassed(alarm: ManagedAlarm, field: string, release: GuardedRelease): Problem[] {
  const { comparison, threshold } = alarm;
  const measure = measureOf(alarm);
  if (measure.kind === 'rate' || measure.metric.published === undefined) return [];
  const { published, name } = measure.metric;
  const types = release.variants.map(({ instanceType }) => instanceType);
  const reach = rangeOf(published, measure.stat, mostOf(published, types));
  const operator = comparison === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold';
  // No request takes no time at all.
  const isOfTime = comparison === 'above' && threshold <= 0 && isTime(measure.unit);
  if (!isOfTime && !mustBreach(operator, threshold, reach)) return [];
  return [
    {
      field: `${field}.${comparison}`,
      expected: `a threshold that not every ${measure.stat} of ${name} passes`,
      got: `${threshold}: the alarm goes off whenever there is data`,
    },
  ];
}

const isTime = (unit: string | undefined): boolean => unit?.endsWith('conds') ?? false;

function needsTraffic(alarm: ManagedAlarm, field: string): Problem[] {
  if ((alarm.minInvocations ?? 0) <= 1) return [];
  return [
    {
      field: `${field}.minInvocations`,
      expected: `at least ${alarm.minInvocations} requests to the new fleet in ${alarm.periodSeconds}s`,
      got: 'unknown traffic: with fewer requests the alarm stays silent, however many of them fail',
      fix: 'A first step takes only its share of the traffic: count with that share.',
    },
  ];
}

/**
 * While both fleets stand, a metric without EndpointConfigName covers both. So the old fleet can set the
 * alarm off, and in an average it hides the new one: with 4 new instances of 8, all of them bad, the average
 * rises by only half.
 */
function ofBothFleets(alarm: ManagedAlarm, field: string, { newOfAll }: GuardedRelease): Problem[] {
  const measure = measureOf(alarm);
  const metric = metricOf(measure);
  const { instances, all } = newOfAll;
  if (isOfNewFleetAlone(metric) || instances === all) return [];
  const by = metric.dimensions.map(({ Name }) => Name).join(' and ');
  const isAverage = measure.kind === 'statistic' && measure.stat === 'Average';
  const hides =
    isAverage && metric.published?.sampled === 'instance'
      ? `, and over ${all} instances the ${instances} new ones are hidden behind the old ones`
      : '';
  const fix = hides
    ? 'Leave out the statistic: then the worst instance counts.'
    : metric.published === undefined
      ? 'If it has the endpoint config among its dimensions, write "{config}" for it.'
      : undefined;
  return [
    {
      field: `${field}.metric`,
      expected: 'a metric of the new fleet alone',
      got: `${shown(alarm.metric)}, which is by ${by || 'no dimension'}: while both fleets stand, the old one can set it off, too${hides}`,
      ...(fix !== undefined && { fix }),
    },
  ];
}

/** With data once in five minutes, four of five one-minute periods have no data and count as good. */
function publishedTooSeldom(alarm: ManagedAlarm, field: string, release: GuardedRelease): Problem[] {
  const { published } = metricOf(measureOf(alarm));
  if (published === undefined) return [];
  const seconds = secondsBetween(published, release);
  if (seconds <= alarm.periodSeconds) return [];
  const often = formatDuration(seconds);
  return [
    {
      field: `${field}.period`,
      expected: `at least ${often}: the endpoint's MetricsConfig has ${published.name} published once in that time`,
      got: `${formatDuration(alarm.periodSeconds)}, of which most have no data and count as good`,
      fix: `Write period: ${often}.`,
    },
  ];
}

/** The alarm looks for too few requests, but AWS documents no value for a period without any. */
function tooFewRequests(alarm: ManagedAlarm, field: string): Problem[] {
  const measure = measureOf(alarm);
  const { published, name } = metricOf(measure);
  if (measure.kind === 'rate' || alarm.comparison === 'above' || published?.sampled !== 'request') return [];
  if (!countsSamples(measure.stat)) return [];
  return [
    {
      field: `${field}.below`,
      expected: 'a number that is there without any request, too',
      got: `${measure.stat} of ${name}: AWS documents no value of a period without requests, and no data counts as good`,
      fix: 'Name an alarm of your own with TreatMissingData: breaching.',
    },
  ];
}

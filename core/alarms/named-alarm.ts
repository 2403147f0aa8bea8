import { metricIn } from '../cloudwatch/metric-catalogue.ts';
import { formatDuration } from '../values/duration.ts';
import { type Problem, shown } from '../values/problem.ts';
import type { AlarmFinding } from './alarm-finding.ts';
import { type GuardedRelease, secondsBetween } from './guarded-release.ts';
import { type AlarmMetric, type MetricFault, metricFaults } from './metric-fault.ts';
import { canBreach, countsSamples, isComparison, mostOf, rangeOf } from './statistic-range.ts';

/** What is wrong with somebody's own alarm as a guard of a release. */
export interface AlarmFault extends Omit<Problem, 'field'> {
  /** If certain, the release is refused; otherwise the plan warns. */
  readonly certain: boolean;
  /** True: there is no data at all. False: the data is of something else. */
  readonly noData: boolean;
}

/** Why the new fleet cannot set the alarm off, as far as its metrics tell. */
export function namedAlarmFaults(found: AlarmFinding, release: GuardedRelease): readonly AlarmFault[] {
  if (found.children !== undefined) return childFaults(found.name, leavesOf(found.children), release);
  return withName(found.name, '', faultsOf(found, release));
}

/** What keeps an alarm from seeing the new fleet, and which of its thresholds no value can pass. */
function faultsOf(found: AlarmFinding, release: GuardedRelease): readonly MetricFault[] {
  const single = singleMetricOf(found);
  if (single !== undefined) {
    const faults = metricFaults(single, release);
    return faults.length > 0
      ? faults
      : [...reachFaults(found, single, release), ...periodFaults(found, single, release)];
  }
  const each = (found.metrics ?? []).map((metric) =>
    metricFaults(metric, release).map((fault) => ({ ...fault, got: `with ${metric.name} ${fault.got}` })),
  );
  const isBlind = each.length > 0 && each.every((faults) => faults.length > 0);
  // An expression may compare with the old fleet or another endpoint. But a metric without data spoils it
  // all.
  return each.flat().filter(({ kind }) => isBlind || kind !== 'elsewhere');
}

function singleMetricOf({ namespace, metricName, dimensions, unit }: AlarmFinding): AlarmMetric | undefined {
  if (namespace === undefined || metricName === undefined) return undefined;
  return { namespace, name: metricName, dimensions: dimensions ?? {}, ...(unit !== undefined && { unit }) };
}

/**
 * A threshold that no value can pass. AWS's own example of an alarm for deployments has one: the average of
 * Invocation4XXErrors above 1, where each request counts 0 or 1.
 */
function reachFaults(found: AlarmFinding, metric: AlarmMetric, { variants }: GuardedRelease): MetricFault[] {
  const { threshold, comparison, statistic, treatMissingData } = found;
  const published = metricIn(metric.namespace, metric.name);
  if (published === undefined || threshold === undefined || statistic === undefined) return [];
  if (!isComparison(comparison) || treatMissingData === 'breaching') return [];
  const types = variants
    .filter(({ name }) => (metric.dimensions.VariantName ?? name) === name)
    .map(({ instanceType }) => instanceType);
  const reach = rangeOf(published, statistic, mostOf(published, types));
  const isForFew =
    comparison.startsWith('Less') && published.sampled === 'request' && countsSamples(statistic);
  if (canBreach(comparison, threshold, reach))
    return isForFew
      ? [
          {
            kind: 'never',
            expected: 'an alarm with TreatMissingData: breaching',
            got: `on ${statistic} of ${metric.name} being less: AWS documents no value of a period without requests`,
          },
        ]
      : [];
  const bound = comparison.startsWith('Less') ? `at least ${reach.low}` : `at most ${reach.high}`;
  return [
    {
      kind: 'never',
      expected: 'an alarm with a threshold that can be passed',
      got: `on ${statistic} of ${metric.name}, which is ${bound}, with ${comparison} ${threshold}`,
    },
  ];
}

/** With periods of 10 s, a metric that comes once a minute leaves five of six periods without data. */
function periodFaults(found: AlarmFinding, metric: AlarmMetric, release: GuardedRelease): MetricFault[] {
  const published = metricIn(metric.namespace, metric.name);
  const { period } = found;
  if (published === undefined || period === undefined) return [];
  const seconds = secondsBetween(published, release);
  if (seconds <= period) return [];
  const often = formatDuration(seconds);
  return [
    {
      kind: 'never',
      expected: `an alarm with periods of at least ${often}`,
      got: `with periods of ${formatDuration(period)}: ${metric.name} comes once in ${often}, so that most have no data`,
    },
  ];
}

function childFaults(
  parent: string,
  leaves: readonly AlarmFinding[],
  release: GuardedRelease,
): readonly AlarmFault[] {
  const each = leaves.map((leaf) => ({ leaf, faults: leafFaults(leaf, release) }));
  const isBlind = each.every(({ faults }) => faults.length > 0);
  return each.flatMap(({ leaf, faults }) =>
    withName(
      parent,
      ` with ${shown(leaf.name)}`,
      // A composite alarm needs only one alarm that sees the new fleet; the others may be there on purpose.
      faults.filter(({ kind }) => isBlind || kind !== 'elsewhere'),
    ).map((fault) => ({ ...fault, certain: false })),
  );
}

const leafFaults = (leaf: AlarmFinding, release: GuardedRelease): readonly MetricFault[] =>
  leaf.state === undefined
    ? [{ kind: 'never', expected: 'a composite alarm of alarms that exist', got: ', which does not exist' }]
    : faultsOf(leaf, release);

/** The metric alarms at the bottom of composite alarms, without duplicates. */
function leavesOf(children: readonly AlarmFinding[]): readonly AlarmFinding[] {
  const leaves = new Map<string, AlarmFinding>();
  const visit = (found: AlarmFinding) => {
    if (found.children === undefined) leaves.set(found.name, found);
    else for (const child of found.children) visit(child);
  };
  for (const child of children) visit(child);
  return [...leaves.values()];
}

function withName(name: string, part: string, faults: readonly MetricFault[]): readonly AlarmFault[] {
  return faults.map(({ kind, expected, got, fix }) => ({
    certain: kind === 'spelling',
    noData: kind !== 'elsewhere',
    expected,
    got: `${shown(name)}${part}${got.startsWith(',') ? got : `, ${got}`}`,
    ...(fix !== undefined && { fix }),
  }));
}

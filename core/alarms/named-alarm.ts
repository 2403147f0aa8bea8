import { metricIn } from '../cloudwatch/metric-catalogue.ts';
import { formatDuration } from '../values/duration.ts';
import { type Problem, shown } from '../values/problem.ts';
import type { AlarmFinding } from './finding.ts';
import { type GuardedRelease, secondsBetween } from './guarded-release.ts';
import { type AlarmMetric, type MetricFault, metricFaults } from './metric-fault.ts';
import { canBreach, countsSamples, isComparison, mostOf, rangeOf } from './statistic-range.ts';

/** What is wrong with somebody's alarm as a guard of a release. */
export interface AlarmFault extends Omit<Problem, 'field'> {
  /** Whether it is wrong for certain: then the release is refused, else it is told. */
  readonly certain: boolean;
  /** Whether it has no data at all, and not those of something else. */
  readonly noData: boolean;
}

/** Why the alarm can't go off by what the new fleet does, as far as its metrics tell. */
export function namedAlarmFaults(found: AlarmFinding, release: GuardedRelease): readonly AlarmFault[] {
  if (found.children !== undefined) return childFaults(found.name, leavesOf(found.children), release);
  return withName(found.name, '', faultsOf(found, release));
}

/** What of an alarm is in the way of its seeing the new fleet, and what of it will never be exceeded. */
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
  // The old fleet, or another endpoint, may be there to compare with; what has no data spoils the whole expression.
  return each.flat().filter(({ kind }) => isBlind || kind !== 'elsewhere');
}

function singleMetricOf({ namespace, metricName, dimensions, unit }: AlarmFinding): AlarmMetric | undefined {
  if (namespace === undefined || metricName === undefined) return undefined;
  return { namespace, name: metricName, dimensions: dimensions ?? {}, ...(unit !== undefined && { unit }) };
}

/**
 * A threshold that no value can pass. AWS's own example of an alarm for deployments is one: the average of
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

/** Periods of 10 s of a metric that comes once in a minute have no data in five of six. */
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
      // One that sees the new fleet is enough for a composite; others may be there on purpose.
      faults.filter(({ kind }) => isBlind || kind !== 'elsewhere'),
    ).map((fault) => ({ ...fault, certain: false })),
  );
}

const leafFaults = (leaf: AlarmFinding, release: GuardedRelease): readonly MetricFault[] =>
  leaf.state === undefined
    ? [{ kind: 'never', expected: 'a composite alarm of alarms that exist', got: ', which does not exist' }]
    : faultsOf(leaf, release);

/** The metric alarms at the bottom of composite ones, each once. */
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

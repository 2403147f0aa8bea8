import type { Problem } from '../../values/problem.ts';
import type { Checked } from './checked.ts';

/** A variant's fleet as quotas see it. Without an instance type (serverless) it does not count. */
export interface Fleet {
  readonly instanceType?: string | undefined;
  readonly instanceCount: number;
}

/** Number of instances by type. */
export type InstanceCounts = Readonly<Record<string, number>>;

/** The instances of each type in all fleets together. */
export function countByType(fleets: readonly Fleet[]): InstanceCounts {
  const counts: Record<string, number> = {};
  for (const { instanceType, instanceCount } of fleets) {
    if (instanceType !== undefined) counts[instanceType] = (counts[instanceType] ?? 0) + instanceCount;
  }
  return counts;
}

/**
 * The most instances of each type that exist at once while `after` replaces `before`. `peakInstances` is the
 * deployment's total at its worst instant. The result is the sum of both fleets, but never more of one type
 * than that total.
 *
 * Worked, from 3 m5 to 3 m5: blue/green (peak 6) has 6; rolling by 1 (peak 4) has 4. From 3 m5 to 3 g5: 3 and
 * 3, blue/green as rolling. Exact as long as a rolling update has a single variant, which is always so.
 */
export function peakByType(
  before: readonly Fleet[],
  after: readonly Fleet[],
  peakInstances: number,
): InstanceCounts {
  const both = Object.entries(countByType([...before, ...after]));
  return Object.fromEntries(
    both.map(([instanceType, count]) => [instanceType, Math.min(count, peakInstances)]),
  );
}

/**
 * Whether the account's quotas have room for the rollout. A quota counts instances per type over all
 * endpoints, including both fleets of an update (docs/assumptions.md). The usage of other endpoints is
 * unreadable. So SageMaker may still refuse a peak within the quota, but it always refuses one above it.
 *
 * Worked, with a quota of 4 and 3 that serve: a peak of 6 is refused, one of 4 is not. A type that the
 * rollout needs no more of is never refused, even if its quota was lowered below what serves.
 *
 * @param peak instances at the worst instant, see `peakByType`
 * @param inUseNow the endpoint's instances now
 */
export function capacityProblems(input: {
  readonly peak: InstanceCounts;
  readonly quotas: Readonly<Record<string, number | undefined>>;
  readonly inUseNow: InstanceCounts;
}): Checked {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  for (const [instanceType, count] of Object.entries(input.peak)) {
    const inUse = input.inUseNow[instanceType] ?? 0;
    if (count <= inUse) continue;
    const quota = input.quotas[instanceType];
    const demand: Demand = { instanceType, count, inUse };
    if (quota === undefined) warnings.push(unread(demand));
    else if (count > quota) problems.push(exceeded(demand, quota));
  }
  return { problems, warnings };
}

interface Demand {
  readonly instanceType: string;
  readonly count: number;
  readonly inUse: number;
}

const field = 'fleet.instanceCount';
const quotaName = (instanceType: string) => `"${instanceType} for endpoint usage"`;

const told = ({ count, inUse }: Demand): string =>
  inUse === 0 ? `${count}` : `${count}, both fleets together: ${inUse} now and ${count - inUse} more`;

function exceeded(demand: Demand, quota: number): Problem {
  const { instanceType, count, inUse } = demand;
  const expected = `at most ${quota} instances of ${instanceType} at once, the account's quota ${quotaName(instanceType)} over all endpoints`;
  // Batches help only if what serves is of the same type.
  const fewer =
    inUse === 0
      ? 'use a smaller fleet'
      : 'need fewer: a smaller fleet, or strategy rolling with a small step';
  return {
    field,
    expected,
    got: told(demand),
    fix: `Ask AWS Service Quotas for ${count} or more, or ${fewer}.`,
  };
}

function unread(demand: Demand): Problem {
  const expected = `a service quota ${quotaName(demand.instanceType)} with room for ${told(demand)}`;
  const fix = 'Look it up in the Service Quotas console, or allow servicequotas:ListServiceQuotas.';
  return { field, expected, got: 'one that could not be read', fix };
}

import type { Problem } from '../../values/problem.ts';
import type { Checked } from './checked.ts';

/** A variant's fleet, as far as quotas go; without an instance type (serverless) it counts for none. */
export interface Fleet {
  readonly instanceType?: string | undefined;
  readonly instanceCount: number;
}

/** Instances by type. */
export type InstanceCounts = Readonly<Record<string, number>>;

/** The account's service quotas. */
export interface Quotas {
  /** "<instance type> for endpoint usage" of each type; undefined for what cannot be read. */
  endpointUsage(instanceTypes: readonly string[]): Promise<Readonly<Record<string, number | undefined>>>;
}

/** How many instances of each type the fleets have together. */
export function countByType(fleets: readonly Fleet[]): InstanceCounts {
  const counts: Record<string, number> = {};
  for (const { instanceType, instanceCount } of fleets) {
    if (instanceType !== undefined) counts[instanceType] = (counts[instanceType] ?? 0) + instanceCount;
  }
  return counts;
}

/**
 * The most instances of each type that are there at once while `after` takes the place of `before`, of which the
 * deployment has `peakInstances` at its worst instant: those of both fleets, but never more of one type than there
 * are of all.
 *
 * Worked, from 3 m5 to 3 m5: blue/green (peak 6) has 6; rolling by 1 (peak 4) has 4. From 3 m5 to 3 g5: 3 and 3,
 * blue/green as rolling. Exact as long as what is rolled in batches is a single variant, as it always is.
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
 * Whether the account's quotas have room for the rollout. They count instances per type over all endpoints, both
 * fleets of an update included (docs/assumptions.md); what other endpoints use cannot be read, so a peak within the
 * quota may still be refused by SageMaker, but one beyond it always is.
 *
 * Worked, with a quota of 4 and 3 that serve: a peak of 6 is refused, one of 4 is not. A type that the rollout
 * takes no more of is never refused, even if its quota has been lowered below what serves.
 *
 * @param peak what is there at the worst instant, see `peakByType`
 * @param inUseNow what the endpoint has now
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
  // Batches help only where what serves is of the same type.
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

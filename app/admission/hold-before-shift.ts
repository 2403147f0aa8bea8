import { LeaseLost } from '../../core/errors.ts';
import { enterLeasePhase } from '../../core/lease/holder.ts';
import type { Leases } from '../../core/lease/lease.ts';
import { supersededBy } from '../../core/lease/superseded.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Stop } from '../../core/verdict/stop.ts';

/**
 * A step before the shift shows that it holds the lease. The rollout then counts as woken, so nobody passes
 * its lease on. Returns its stop if its place was promised to another attempt of the release.
 *
 * @param at the current instant
 * @throws LeaseLost if another rollout holds the lease
 */
export async function holdBeforeShift(
  leases: Leases,
  rollout: Rollout,
  fence: number,
  at: Instant,
): Promise<Stop | undefined> {
  const { endpoint } = rollout.release;
  const name = rolloutName(rollout);
  const entry = await leases.change(endpoint, (lease) => enterLeasePhase(lease, name, fence, 'before'));
  switch (entry.kind) {
    case 'entered':
      return undefined;
    case 'preempted':
      return supersededBy(entry.by.rollout, entry.by.kind, at);
    case 'not-held':
      throw new LeaseLost(endpoint, name);
    default:
      return entry satisfies never;
  }
}

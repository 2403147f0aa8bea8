import { admitNamed } from '../../core/lease/admit-named.ts';
import type { Leases, SeenLease } from '../../core/lease/lease.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';
import { claimOf } from './claim-of.ts';

/**
 * Takes the lease if it is free and nobody has changed it since it was `seen`: so what was read of the endpoint since
 * then was read while no other rollout had it. Returns the fencing number and the lease; undefined if the rollout has to ask for the
 * lease as others do, which then tells who is in the way.
 *
 * @param own the endpoint's own name; undefined if it does not exist
 */
export async function admitAtOnce(
  leases: Leases,
  rollout: Rollout,
  execution: string,
  { seen, own, at }: { readonly seen: SeenLease; readonly own: string | undefined; readonly at: Instant },
): Promise<{ readonly fence: number; readonly lease: SeenLease } | undefined> {
  const claim = claimOf(rollout, execution);
  let isUnchanged = true;
  return leases.change(
    rollout.release.endpoint,
    (lease) => {
      const isOurs = lease.holder?.claim.rollout === rolloutName(rollout);
      const isFree = lease.holder === undefined && lease.next === undefined;
      if (!isUnchanged || !(isOurs || isFree)) return { lease, answer: undefined };
      isUnchanged = false;
      const change = admitNamed(lease, claim, own, '', at);
      if (change.answer.kind !== 'admitted') return { lease, answer: undefined };
      const revision = seen.revision + (change.lease === lease ? 0 : 1);
      return {
        lease: change.lease,
        answer: { fence: change.answer.fence, lease: { lease: change.lease, revision } },
      };
    },
    seen,
  );
}

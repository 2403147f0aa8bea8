import { compareInstants, type Instant } from '../values/instant.ts';
import type { Holder, LeaseClaim } from './lease.ts';
import { compareText, compareUploads } from './order.ts';

/**
 * Of two claims only one can be next. A rollback comes before all else. A manifest comes last: who waits reads the
 * newest manifest when its turn comes, so a change of it never costs an artifact its place. Uploads and retries are
 * equals: the later one counts.
 */
const ranks = { manifest: 0, upload: 1, retry: 1, rollback: 2 } as const satisfies Record<
  LeaseClaim['kind'],
  number
>;

/**
 * Whether `claim` takes the place of `other`, if only one of them can have it. One order of all claims, so the order
 * in which they happen to arrive decides nothing.
 */
export const outranks = (claim: LeaseClaim, other: LeaseClaim): boolean => compareClaims(claim, other) > 0;

export function compareClaims(a: LeaseClaim, b: LeaseClaim): number {
  return (
    ranks[a.kind] - ranks[b.kind] ||
    compareInstants(instantOf(a), instantOf(b)) ||
    actOf(a) - actOf(b) ||
    (a.kind === 'upload' ? compareUploads(a.order, b.order) : 0) ||
    compareText(a.rollout, b.rollout)
  );
}

/** An upload counts from when it was made, however late its event; all others from when they were asked for. */
const instantOf = (claim: LeaseClaim): Instant =>
  claim.kind === 'upload' ? claim.order.uploadedAt : claim.at;

/** In the same instant, what somebody asked for comes before what merely arrived. */
const actOf = (claim: LeaseClaim): number => (claim.kind === 'upload' ? 0 : 1);

/** A release is attempted anew under a newer manifest; whatever else waits for the endpoint, a rollback goes on. */
const replaces = (claim: LeaseClaim, other: LeaseClaim): boolean =>
  claim.replaces !== undefined && claim.replaces === other.rollout && other.kind !== 'rollback';

/**
 * Whether the holder is to be stopped for the claim that is next (design §5). Before its shift it yields to whoever
 * outranks it, and to another attempt of its own release under a newer manifest. Once it shifts only a rollback stops it, yet never another rollback: that would bring back what the
 * first one leads away from. A caretaker only waits for the endpoint, and nothing can hurry that.
 */
export function preempts(claim: LeaseClaim, holder: Holder): boolean {
  switch (holder.phase) {
    case 'before':
      return outranks(claim, holder.claim) || replaces(claim, holder.claim);
    case 'shifting':
      return claim.kind === 'rollback' && holder.claim.kind !== 'rollback';
    case 'after':
      return claim.kind === 'rollback';
    case 'caretaking':
      return false;
    default:
      return holder.phase satisfies never;
  }
}

import { compareInstants, type Instant } from '../values/instant.ts';
import type { Holder, LeaseClaim } from './lease.ts';
import { compareText, compareUploads } from './order.ts';

/**
 * Only one of two claims can be next. A rollback comes first. A manifest comes last: the waiting rollout
 * reads the newest manifest at its turn, so a changed manifest never costs an artifact its place. Uploads and
 * retries rank equally: the later one counts.
 */
const ranks = { manifest: 0, upload: 1, retry: 1, rollback: 2 } as const satisfies Record<
  LeaseClaim['kind'],
  number
>;

/**
 * Whether `claim` takes the place of `other`, if only one of them can have it. This is a total order, so the
 * order of arrival decides nothing.
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

/**
 * An upload counts from its upload time, however late its event; other claims from the time of the request.
 */
const instantOf = (claim: LeaseClaim): Instant =>
  claim.kind === 'upload' ? claim.order.uploadedAt : claim.at;

/** At the same instant, a person's request comes before an upload. */
const actOf = (claim: LeaseClaim): number => (claim.kind === 'upload' ? 0 : 1);

/**
 * Another attempt of a release under a newer manifest takes the earlier attempt's place. But a rollback
 * always goes on.
 */
const replaces = (claim: LeaseClaim, other: LeaseClaim): boolean =>
  claim.replaces !== undefined && claim.replaces === other.rollout && other.kind !== 'rollback';

/**
 * Whether the holder is a rollback that already goes where `claim` would. Before its shift it is displaced like any other:
 * nothing is lost by that. Later, stopping it would put the release live again that people want to leave.
 */
export const goesThere = ({ phase, claim: held }: Holder, claim: Pick<LeaseClaim, 'kind' | 'to'>): boolean =>
  (phase === 'shifting' || phase === 'after') &&
  claim.kind === 'rollback' &&
  held.kind === 'rollback' &&
  claim.to !== undefined &&
  claim.to === held.to;

/**
 * Whether the holder must be stopped for the claim that is next (docs/adr/0002-the-controller.md). Before its
 * shift it yields to a claim that outranks it, and to another attempt of its own release under a newer
 * manifest. Once it shifts, only a rollback stops it, but never another rollback: that would restore what the
 * first one leads away from. A caretaker only waits for the endpoint, and nothing can speed that up.
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

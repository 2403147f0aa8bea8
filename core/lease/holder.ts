import type { Instant } from '../values/instant.ts';
import type { Change, Holder, Lease, LeaseClaim, LeasePhase } from './lease.ts';
import { preempts } from './precedence.ts';

/** Whether the rollout may act: it holds the lease with this fencing number. */
export const holds = (lease: Lease, rollout: string, fence: number): boolean =>
  lease.holder?.claim.rollout === rollout && lease.holder.fence === fence;

/** The holder has shown itself, so nobody needs to wake it any more. */
export function markAwake(lease: Lease, holder: Holder): Lease {
  if (holder.wake === undefined) return lease;
  const { wake: _, ...awake } = holder;
  return { ...lease, holder: awake };
}

export type Entry =
  | { readonly kind: 'entered' }
  /** Another rollout was promised that this one stops: it must not begin its shift. */
  | { readonly kind: 'preempted'; readonly by: Pick<LeaseClaim, 'rollout' | 'kind'> }
  | { readonly kind: 'not-held' };

/**
 * Records how far the holder is. The lease itself decides the race between "the shift begins" and "a newer
 * one takes the place": the first write wins. So a shift never begins after another rollout was told that it
 * won't.
 */
export function enterLeasePhase(
  lease: Lease,
  rollout: string,
  fence: number,
  phase: Exclude<LeasePhase, 'caretaking'>,
): Change<Entry> {
  const { holder, next } = lease;
  // The same as `holds`, in a form that narrows the type. A caretaker does not shift, but it reaches the
  // gates after the shift.
  if (
    holder?.claim.rollout !== rollout ||
    holder.fence !== fence ||
    (holder.phase === 'caretaking' && phase !== 'after')
  ) {
    return { lease, answer: { kind: 'not-held' } };
  }
  if (holder.phase === 'before' && holder.replacedBy !== undefined) {
    const by = { rollout: holder.replacedBy, kind: 'manifest' } as const;
    return { lease: markAwake(lease, holder), answer: { kind: 'preempted', by } };
  }
  if (holder.phase === 'before' && phase !== 'before' && next && preempts(next.claim, holder)) {
    const { rollout: by, kind } = next.claim;
    return { lease, answer: { kind: 'preempted', by: { rollout: by, kind } } };
  }
  const entered = holder.phase === phase ? holder : { ...holder, phase };
  return {
    lease: markAwake(entered === holder ? lease : { ...lease, holder: entered }, entered),
    answer: { kind: 'entered' },
  };
}

export type Replacement =
  /** It will not begin its shift: `by` gets its place as soon as it has ended. */
  | { readonly kind: 'replaced' }
  /** It shifts already, has ended, or is a rollback, which no manifest displaces. */
  | { readonly kind: 'not-replaced' };

/**
 * The manifest under which the holder was settled is no longer the newest: another attempt of its release,
 * `by`, takes its place. As in `enterLeasePhase`, the first write wins. Of several manifests the last one
 * counts.
 */
export function replaceHolder(lease: Lease, rollout: string, by: string): Change<Replacement> {
  const { holder } = lease;
  if (holder?.claim.rollout !== rollout || holder.phase !== 'before' || holder.claim.kind === 'rollback')
    return { lease, answer: { kind: 'not-replaced' } };
  if (holder.replacedBy === by) return { lease, answer: { kind: 'replaced' } };
  return { lease: { ...lease, holder: { ...holder, replacedBy: by } }, answer: { kind: 'replaced' } };
}

export type Care = { readonly kind: 'taken'; readonly fence: number } | { readonly kind: 'not-held' };

/**
 * A caretaker execution takes the lease of a dead holder with the number `fence`, while the endpoint is still
 * in progress. It gets a new number, so that the dead rollout cannot act if it is redriven. It keeps the
 * rollout's name, because it will write that rollout's outcome. Of several who found the holder dead, one
 * gets the lease. A dead caretaker is replaced the same way.
 */
export function takeCare(
  lease: Lease,
  rollout: string,
  fence: number,
  execution: string,
  now: Instant,
): Change<Care> {
  const { holder } = lease;
  if (holder?.claim.rollout !== rollout) return { lease, answer: { kind: 'not-held' } };
  if (holder.phase === 'caretaking' && holder.claim.execution === execution) {
    return { lease, answer: { kind: 'taken', fence: holder.fence } };
  }
  if (holder.fence !== fence) return { lease, answer: { kind: 'not-held' } };
  const claim = { ...holder.claim, execution };
  const taken = lease.fence + 1;
  return {
    lease: { ...lease, fence: taken, holder: { claim, fence: taken, phase: 'caretaking', since: now } },
    answer: { kind: 'taken', fence: taken },
  };
}

import type { Instant } from '../values/instant.ts';
import type { Change, Holder, Lease, LeaseClaim, LeasePhase } from './lease.ts';
import { preempts } from './precedence.ts';

/** Whether the rollout may act: it holds the lease, under the number it shows. */
export const holds = (lease: Lease, rollout: string, fence: number): boolean =>
  lease.holder?.claim.rollout === rollout && lease.holder.fence === fence;

/** The holder has shown itself: nobody needs to wake it any more. */
export function markAwake(lease: Lease, holder: Holder): Lease {
  if (holder.wake === undefined) return lease;
  const { wake: _, ...awake } = holder;
  return { ...lease, holder: awake };
}

export type Entry =
  | { readonly kind: 'entered' }
  /** Another one has been promised that this one stops: it must not begin its shift. */
  | { readonly kind: 'preempted'; readonly by: Pick<LeaseClaim, 'rollout' | 'kind'> }
  | { readonly kind: 'not-held' };

/**
 * Notes how far the holder is. The lease itself decides the race between "the shift begins" and "a newer one wants
 * the place": whichever is written first holds, so a shift never begins after another was told that it won't.
 */
export function enterLeasePhase(
  lease: Lease,
  rollout: string,
  fence: number,
  phase: Exclude<LeasePhase, 'caretaking'>,
): Change<Entry> {
  const { holder, next } = lease;
  // `holds` again, in a form that narrows. A caretaker shifts nothing; but it comes to the gates after the shift.
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
  /** It will not begin its shift: `by` has its place as soon as it has ended. */
  | { readonly kind: 'replaced' }
  /** It shifts already, has ended, or is a rollback, which no manifest displaces. */
  | { readonly kind: 'not-replaced' };

/**
 * The manifest under which the holder was settled is no longer the newest: another attempt of its release, `by`, is
 * to have its place. As with `enterPhase`, whichever is written first holds. Of several manifests the last one counts.
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
 * A caretaker execution takes the lease of a holder found dead under `fence`, while the endpoint is still in
 * progress: under a new number, so that the dead one, redriven, can't act any more, and under the rollout's name,
 * whose outcome it will write. Of several who found it dead, one gets it. A dead caretaker is replaced the same way.
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

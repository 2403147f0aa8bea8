import type { Instant } from '../values/instant.ts';
import { counting } from './admit.ts';
import type { Change, Lease, LeaseClaim, Waiting } from './lease.ts';

export type HandOver =
  /** The next rollout holds the lease now. Its token must be completed with the fencing number. */
  | { readonly kind: 'handed'; readonly claim: LeaseClaim; readonly token: string; readonly fence: number }
  | { readonly kind: 'freed' }
  /** This rollout did not hold the lease: nothing changed. */
  | { readonly kind: 'not-held' };

/**
 * Ends the holder's lease: it goes to the next rollout, or becomes free. Called again (its function was
 * retried, or somebody else saw the same end), it names the same next rollout until that one has shown a sign
 * of life. Whoever finds a dead holder whose endpoint is at rest hands over in its name, with its fencing
 * number.
 */
export function handOver(lease: Lease, rollout: string, fence: number, now: Instant): Change<HandOver> {
  const { holder } = lease;
  if (holder?.claim.rollout === rollout && holder.fence === fence) return pass(lease, rollout, now);
  if (holder?.wake?.by !== rollout) return { lease, answer: { kind: 'not-held' } };
  const { claim, wake } = holder;
  return { lease, answer: { kind: 'handed', claim, token: wake.token, fence: holder.fence } };
}

/**
 * The lease went to a rollout whose token no longer exists. It goes on to whoever has queued meanwhile, or
 * becomes free. But not if the rollout has shown itself since: then its Admit was retried.
 */
export function giveBack(lease: Lease, rollout: string, token: string, now: Instant): Change<HandOver> {
  const { holder } = lease;
  if (holder?.claim.rollout !== rollout || holder.wake?.token !== token) {
    return { lease, answer: { kind: 'not-held' } };
  }
  return pass(lease, holder.wake.by, now);
}

export type Withdrawal =
  | { readonly kind: 'withdrawn'; readonly waiting: Waiting }
  | { readonly kind: 'not-waiting' };

/** Takes a rollout out of the queue: it was aborted or it died. */
export function withdraw(lease: Lease, rollout: string): Change<Withdrawal> {
  const { next: waiting, ...rest } = lease;
  if (waiting?.claim.rollout !== rollout) return { lease, answer: { kind: 'not-waiting' } };
  return { lease: rest, answer: { kind: 'withdrawn', waiting } };
}

function pass(lease: Lease, by: string, now: Instant): Change<HandOver> {
  const { holder: _, next, ...free } = lease;
  if (next === undefined) return { lease: free, answer: { kind: 'freed' } };
  const { claim, token } = next;
  const fence = lease.fence + 1;
  return {
    lease: {
      ...counting(free, claim),
      fence,
      holder: { claim, fence, phase: 'before', since: now, wake: { token, by } },
    },
    answer: { kind: 'handed', claim, token, fence },
  };
}

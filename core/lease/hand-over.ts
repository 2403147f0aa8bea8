import type { Instant } from '../values/instant.ts';
import { counting } from './admit.ts';
import type { Change, Lease, LeaseClaim, Waiting } from './lease.ts';

export type HandOver =
  /** The one who was next holds the lease now: its token is to be completed with the fencing number. */
  | { readonly kind: 'handed'; readonly claim: LeaseClaim; readonly token: string; readonly fence: number }
  | { readonly kind: 'freed' }
  /** The lease was not this rollout's to hand over: nothing changed. */
  | { readonly kind: 'not-held' };

/**
 * The holder's end: the lease goes to who is next, or becomes free. Asked again (its function was retried, or
 * another saw the same end) while the next one has shown no sign, it names that one again. Whoever finds a dead
 * holder whose endpoint is at rest hands over in its name, under its fencing number.
 */
export function handOver(lease: Lease, rollout: string, fence: number, now: Instant): Change<HandOver> {
  const { holder } = lease;
  if (holder?.claim.rollout === rollout && holder.fence === fence) return pass(lease, rollout, now);
  if (holder?.wake?.by !== rollout) return { lease, answer: { kind: 'not-held' } };
  const { claim, wake } = holder;
  return { lease, answer: { kind: 'handed', claim, token: wake.token, fence: holder.fence } };
}

/**
 * The lease came to a rollout whose token turned out gone: it goes on to who came meanwhile, or becomes free. Not if
 * the rollout has shown itself since, which a second try of its Admit brings about.
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

/** Takes a rollout out of the queue: it was aborted, or it died. */
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

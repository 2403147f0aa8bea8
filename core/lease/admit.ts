import type { Instant } from '../values/instant.ts';
import { markAwake } from './holder.ts';
import type { Change, Displaced, Holder, Lease, LeaseClaim, UploadOrder, Waiting } from './lease.ts';
import { align, compareUploads, newerOf } from './order.ts';
import { goesThere, outranks, preempts } from './precedence.ts';

/** What supersedes a rollout. If it is an upload that ended long ago, only its release is known. */
export interface Superseder {
  readonly kind: LeaseClaim['kind'];
  readonly release: string;
  readonly rollout?: string;
}

export type Admission =
  /** It holds the lease, under this fencing number. */
  | { readonly kind: 'admitted'; readonly fence: number }
  /**
   * It is next. `displaced` has lost its place to it; `preempts` is the holder, if the holder must be
   * stopped.
   */
  | {
      readonly kind: 'queued';
      readonly behind: Holder;
      readonly displaced?: Displaced;
      readonly preempts?: Holder;
    }
  | { readonly kind: 'superseded'; readonly by: Superseder };

/**
 * Decides who gets the endpoint (docs/adr/0002-the-controller.md): the claim gets the lease if it is free, or
 * the one place behind the holder if it outranks who has that place. Idempotent: if it is called again for the
 * same rollout (its function was retried, or its wait timed out), the answer is the current state, with
 * everybody who may not have been told yet.
 *
 * @param leaving the holder, if it is being taken back: whoever asks for the same is not served by it
 */
export function admit(
  lease: Lease,
  asked: LeaseClaim,
  token: string,
  now: Instant,
  leaving?: string,
): Change<Admission> {
  const { holder, next } = lease;
  // A caretaker holds the lease under the dead rollout's name. If that rollout is redriven, it has no lease
  // any more.
  if (holder?.claim.rollout === asked.rollout && holder.phase !== 'caretaking') {
    return { lease: markAwake(lease, holder), answer: { kind: 'admitted', fence: holder.fence } };
  }
  if (holder && next?.claim.rollout === asked.rollout) {
    const waiting = { ...next, token };
    return {
      lease: next.token === token ? lease : { ...lease, next: waiting },
      answer: queued(waiting, holder),
    };
  }

  const claim = asked.kind === 'upload' ? { ...asked, order: align(asked.order, uploadsIn(lease)) } : asked;
  const { newest } = lease;
  if (claim.kind === 'upload' && newest && compareUploads(newest, claim.order) > 0) {
    return { lease, answer: { kind: 'superseded', by: { kind: 'upload', release: newest.release } } };
  }
  if (holder === undefined) {
    const fence = lease.fence + 1;
    const taken: Holder = { claim, fence, phase: 'before', since: now };
    return {
      lease: { ...counting(lease, claim), fence, holder: taken },
      answer: { kind: 'admitted', fence },
    };
  }
  if (next && outranks(next.claim, claim)) {
    return { lease: counting(lease, claim), answer: { kind: 'superseded', by: superseder(next.claim) } };
  }
  const isUnderWay = holder.claim.rollout !== leaving && goesThere(holder, claim);
  if (isUnderWay || isTakenBy(holder, claim)) {
    return { lease, answer: { kind: 'superseded', by: superseder(holder.claim) } };
  }
  const waiting: Waiting = { claim, token, since: now, ...(next && { displaced: displacedFrom(next) }) };
  const counted = next ? counting(lease, next.claim) : lease;
  return { lease: { ...counted, next: waiting }, answer: queued(waiting, holder) };
}

/**
 * Counts a claim that has had its chance, so that an older upload cannot overtake it. A claim that is taken
 * out of the queue (withdraw) never counts: a person rejected it, so an earlier upload may be released after
 * all.
 */
export function counting(lease: Lease, claim: LeaseClaim): Lease {
  if (claim.kind !== 'upload') return lease;
  const newest = newerOf(lease.newest, claim.order);
  return newest === lease.newest ? lease : { ...lease, newest };
}

function queued(waiting: Waiting, holder: Holder): Admission {
  return {
    kind: 'queued',
    behind: holder,
    ...(waiting.displaced && { displaced: waiting.displaced }),
    ...(preempts(waiting.claim, holder) && { preempts: holder }),
  };
}

/**
 * A changed manifest asks for another rollout of what serves, while a rollout has not begun to shift. That
 * rollout reads the newest manifest itself, so the two are one change.
 */
const isTakenBy = (holder: Holder, claim: LeaseClaim): boolean =>
  claim.kind === 'manifest' &&
  claim.replaces === undefined &&
  holder.phase === 'before' &&
  holder.claim.kind !== 'rollback';

const uploadsIn = ({ newest, next, holder }: Lease): UploadOrder[] => [
  ...(newest ? [newest] : []),
  ...[next, holder].flatMap((one) => (one?.claim.kind === 'upload' ? [one.claim.order] : [])),
];

const superseder = ({ kind, release, rollout }: LeaseClaim): Superseder => ({ kind, release, rollout });

/**
 * Without those that it had displaced itself: they have been told by now, or ask again when their wait times
 * out.
 */
const displacedFrom = ({ claim, token, since }: Waiting): Displaced => ({ claim, token, since });

import { describe, expect, it } from 'vitest';
import { admit } from '../../../core/lease/admit.ts';
import { handOver, withdraw } from '../../../core/lease/hand-over.ts';
import { enterLeasePhase, takeCare } from '../../../core/lease/holder.ts';
import {
  type Lease,
  type LeaseClaim,
  type LeasePhase,
  leaseSchema,
  unclaimed,
} from '../../../core/lease/lease.ts';
import { anAct, anUpload, executionOf, leaseAfter, second, tokenOf } from '../../support/claims.ts';

const [v1, v2, v3] = [anUpload('v1', 1), anUpload('v2', 2), anUpload('v3', 3)];
const rollback = anAct('rollback', 'kept', 10);
const retry = anAct('retry', 'r', 10);
const now = second(20);

const ask = (lease: Lease, claim: LeaseClaim, token = tokenOf(claim)) => admit(lease, claim, token, now);

/** A lease held by `claim` in that phase. */
function heldBy(claim: LeaseClaim, phase: Exclude<LeasePhase, 'caretaking'> = 'before'): Lease {
  return enterLeasePhase(leaseAfter(claim), claim.rollout, 1, phase).lease;
}
const freed = (lease: Lease): Lease =>
  handOver(lease, lease.holder?.claim.rollout ?? '', lease.fence, now).lease;

describe('A free lease', () => {
  it('goes to who asks, under the first number', () => {
    const { lease, answer } = ask(unclaimed, v1);
    expect(answer).toEqual({ kind: 'admitted', fence: 1 });
    expect(lease).toEqual({
      fence: 1,
      holder: { claim: v1, fence: 1, phase: 'before', since: now },
      newest: v1.order,
    });
  });

  it('goes to the next under the next number', () => {
    expect(ask(freed(leaseAfter(v1)), v2).answer).toEqual({ kind: 'admitted', fence: 2 });
  });

  it('does not go to an upload older than one that has been here: its event came late', () => {
    const { lease, answer } = ask(freed(leaseAfter(v2)), v1);
    expect(answer).toEqual({ kind: 'superseded', by: { kind: 'upload', release: 'v2' } });
    expect(lease.holder).toBeUndefined();
  });

  it('goes to the same upload again: another attempt is not older', () => {
    expect(ask(freed(leaseAfter(v2)), { ...v2, rollout: 'v2-2' }).answer).toMatchObject({ kind: 'admitted' });
  });

  it.each(['manifest', 'retry', 'rollback'] as const)('goes to a %s, however old its release', (kind) => {
    const { lease, answer } = ask(freed(leaseAfter(v2)), anAct(kind, 'v0', 10));
    expect(answer).toEqual({ kind: 'admitted', fence: 2 });
    // The old release is no measure for uploads to come.
    expect(lease.newest).toEqual(v2.order);
  });

  it('is not fooled by a clock: of one key the sequencer decides', () => {
    const key = 'models/iris/v1/model.tar.gz';
    const newer = anUpload('second', 10, { key, sequencer: '2' });
    const older = anUpload('first', 11, { key, sequencer: '1' });
    expect(ask(freed(leaseAfter(newer)), older).answer).toMatchObject({ kind: 'superseded' });
    const evenNewer = anUpload('third', 9, { key, sequencer: '3' });
    expect(ask(freed(leaseAfter(newer)), evenNewer).answer).toMatchObject({ kind: 'admitted' });
  });

  it('is not fooled by a clock, also where the newer one of the key is known as the holder only', () => {
    const key = 'models/iris/v1/model.tar.gz';
    const held = anUpload('second', 10, { key, sequencer: '2' });
    const lease = leaseAfter(held, anUpload('other', 20), anAct('retry', 'r', 25));
    expect(lease.newest?.release).toBe('other');
    expect(ask(lease, anUpload('first', 30, { key, sequencer: '1' })).answer).toEqual({
      kind: 'superseded',
      by: { kind: 'upload', release: 'other' },
    });
  });
});

describe('The function that asks is tried again', () => {
  it('and admitted under the same number', () => {
    const lease = leaseAfter(v1);
    expect(ask(lease, v1, 'another token')).toEqual({ lease, answer: { kind: 'admitted', fence: 1 } });
  });

  it('and next as before, by its new token', () => {
    const { lease, answer } = ask(leaseAfter(v1, v2), v2, 'token 2');
    expect(answer).toMatchObject({ kind: 'queued', behind: { claim: v1 } });
    expect(lease.next).toMatchObject({ claim: v2, token: 'token 2', since: v2.at });
  });

  it('and changes nothing if its token is the same', () => {
    const lease = leaseAfter(v1, v2);
    expect(ask(lease, v2).lease).toBe(lease);
  });

  it('and names again whom it displaced and whom it stops: they may not have been told', () => {
    const { answer } = ask(leaseAfter(v1, v2, rollback), rollback, 'token 2');
    expect(answer).toMatchObject({
      kind: 'queued',
      displaced: { claim: v2, token: tokenOf(v2) },
      preempts: { claim: v1 },
    });
  });

  it('and is heard of: nobody will wake it, nor give its lease back', () => {
    const handed = handOver(leaseAfter(v1, v2), v1.rollout, 1, now).lease;
    expect(handed.holder).toHaveProperty('wake');
    const { lease, answer } = ask(handed, v2, 'token 2');
    expect(answer).toEqual({ kind: 'admitted', fence: 2 });
    expect(lease.holder).not.toHaveProperty('wake');
  });

  it('but not if its execution died and a caretaker holds the lease in its name', () => {
    const cared = takeCare(leaseAfter(v1), v1.rollout, 1, executionOf('care'), now).lease;
    expect(ask(cared, v1).answer).toMatchObject({ kind: 'queued', behind: { phase: 'caretaking' } });
  });
});

describe('A busy lease', () => {
  it('keeps who asks as next, and says behind whom', () => {
    const { lease, answer } = ask(heldBy(v1, 'shifting'), v2);
    expect(answer).toEqual({ kind: 'queued', behind: lease.holder });
    expect(lease.next).toEqual({ claim: v2, token: tokenOf(v2), since: now });
    expect(lease.fence).toBe(1);
  });

  it('keeps the newer of two uploads, whichever comes first', () => {
    const forward = ask(leaseAfter(v1, v2), v3);
    expect(forward.answer).toMatchObject({ kind: 'queued', displaced: { claim: v2, token: tokenOf(v2) } });
    expect(forward.lease.next?.claim).toEqual(v3);

    const backward = ask(leaseAfter(v1, v3), v2);
    expect(backward.answer).toEqual({
      kind: 'superseded',
      by: { kind: 'upload', release: 'v3', rollout: 'v3-1' },
    });
    expect(backward.lease.next?.claim).toEqual(v3);
  });

  it('does not take an upload older than the one that holds it', () => {
    expect(ask(leaseAfter(v2), v1).answer).toEqual({
      kind: 'superseded',
      by: { kind: 'upload', release: 'v2' },
    });
  });

  it('remembers only whom the next one displaced itself, not a growing chain', () => {
    const { lease } = ask(leaseAfter(v1, v2, v3), anUpload('v4', 4));
    expect(lease.next?.displaced).toEqual({ claim: v3, token: tokenOf(v3), since: v3.at });
  });

  it('is a lease like any other in the table', () => {
    const lease = leaseAfter(v1, v2, v3, rollback);
    expect(leaseSchema.parse(JSON.parse(JSON.stringify(lease)))).toEqual(lease);
  });
});

describe('A rollback', () => {
  it('displaces whoever waits, and stops a holder that shifts', () => {
    const { answer } = ask(ask(heldBy(v1, 'shifting'), v2).lease, rollback);
    expect(answer).toMatchObject({
      kind: 'queued',
      displaced: { claim: v2 },
      preempts: { claim: v1, phase: 'shifting' },
    });
  });

  it('is not displaced by an upload, which is told so', () => {
    const { lease, answer } = ask(leaseAfter(v1, rollback), anUpload('v9', 90));
    expect(answer).toEqual({
      kind: 'superseded',
      by: { kind: 'rollback', release: 'kept', rollout: 'kept-2' },
    });
    expect(lease.next?.claim).toEqual(rollback);
  });

  it('is not displaced by what somebody else asks for later, except by a rollback', () => {
    const lease = leaseAfter(v1, rollback);
    expect(ask(lease, anAct('retry', 'r', 90)).answer).toMatchObject({ kind: 'superseded' });
    expect(ask(lease, anAct('manifest', 'r', 90)).answer).toMatchObject({ kind: 'superseded' });
    expect(ask(lease, anAct('rollback', 'other', 90)).answer).toMatchObject({
      kind: 'queued',
      displaced: { claim: rollback },
    });
  });

  describe('while another one already goes where it would', () => {
    const first = { ...rollback, to: 'kept-1' };
    const again = { ...anAct('rollback', 'kept', 90, 3), to: 'kept-1' };

    it.each(['shifting', 'after'] as const)('is not needed (%s)', (phase) => {
      const { lease, answer } = ask(heldBy(first, phase), again);
      expect(answer).toEqual({
        kind: 'superseded',
        by: { kind: 'rollback', release: 'kept', rollout: first.rollout },
      });
      expect(lease).toEqual(heldBy(first, phase));
    });

    it('takes its turn if that one is being taken back', () => {
      const lease = heldBy(first, 'after');
      expect(admit(lease, again, tokenOf(again), now, first.rollout).answer).toMatchObject({
        kind: 'queued',
      });
    });

    it('takes its turn if it goes elsewhere, or the other has not begun', () => {
      const elsewhere = { ...again, to: 'kept-0' };
      expect(ask(heldBy(first, 'shifting'), elsewhere).answer).toMatchObject({ kind: 'queued' });
      expect(ask(heldBy(first, 'before'), again).answer).toMatchObject({ preempts: { claim: first } });
    });
  });

  it('lets no older upload in after it has superseded a newer one', () => {
    const displaced = ask(leaseAfter(v1, v3), rollback).lease;
    const refused = ask(leaseAfter(v1, rollback), v3).lease;
    for (const lease of [displaced, refused]) {
      const after = freed(freed(lease));
      expect(ask(after, v2).answer).toEqual({ kind: 'superseded', by: { kind: 'upload', release: 'v3' } });
    }
  });
});

describe('A newer upload', () => {
  it('stops a holder that still waits before its shift', () => {
    expect(ask(heldBy(v1, 'before'), v2).answer).toMatchObject({ preempts: { claim: v1 } });
  });

  it.each(['shifting', 'after'] as const)('waits for one that is %s', (phase) => {
    expect(ask(heldBy(v1, phase), v2).answer).not.toHaveProperty('preempts');
  });

  it('waits for a caretaker, as does a rollback', () => {
    const cared = takeCare(heldBy(v1, 'shifting'), v1.rollout, 1, executionOf('care'), now).lease;
    expect(ask(cared, v2).answer).not.toHaveProperty('preempts');
    expect(ask(cared, rollback).answer).not.toHaveProperty('preempts');
  });

  it('displaces a retry asked for before it, and yields to one asked for after it', () => {
    expect(ask(leaseAfter(v1, retry), anUpload('v9', 90)).answer).toMatchObject({
      displaced: { claim: retry },
    });
    expect(ask(leaseAfter(v1, retry), v2).answer).toMatchObject({
      kind: 'superseded',
      by: { kind: 'retry' },
    });
  });
});

describe('A changed manifest', () => {
  it('costs no artifact its place: who waits will read it anyway', () => {
    expect(ask(leaseAfter(v1, v2), anAct('manifest', 'v1', 50)).answer).toEqual({
      kind: 'superseded',
      by: { kind: 'upload', release: 'v2', rollout: 'v2-1' },
    });
  });

  it('is one change with the artifact that it came with: who has not begun to shift goes by it itself', () => {
    for (const held of [v2, anAct('retry', 'v2', 40)]) {
      const { lease, answer } = ask(leaseAfter(held), anAct('manifest', 'v1', 50));
      expect(answer).toMatchObject({ kind: 'superseded', by: { rollout: held.rollout } });
      expect(lease.next).toBeUndefined();
    }
  });

  it.each([
    ['who shifts already', heldBy(v2, 'shifting')],
    ['a release at its gates after the shift', heldBy(v2, 'after')],
    ['a rollback', leaseAfter(rollback)],
  ])('is next behind %s, and leaves it alone', (_, lease) => {
    const { answer } = ask(lease, anAct('manifest', 'v1', 50));
    expect(answer).toMatchObject({ kind: 'queued', behind: lease.holder });
    expect(answer).not.toHaveProperty('preempts');
  });

  it('takes the place of the attempt that was settled under the one before', () => {
    const anew = { ...anAct('manifest', 'v2', 50), replaces: v2.rollout };
    expect(ask(leaseAfter(v2), anew).answer).toMatchObject({ kind: 'queued', preempts: { claim: v2 } });
  });
});

describe('An upload that a person takes out of the queue', () => {
  it('does not stand in the way of the one before it', () => {
    const { lease } = withdraw(leaseAfter(v1, v3), v3.rollout);
    expect(ask(lease, v2).answer).toMatchObject({ kind: 'queued' });
  });

  it('does, if it was admitted first', () => {
    const admitted = handOver(leaseAfter(v1, v3), v1.rollout, 1, now).lease;
    expect(ask(freed(admitted), v2).answer).toMatchObject({ kind: 'superseded' });
  });

  it('leaves the one that it displaced superseded, and those older than that too', () => {
    const { lease } = withdraw(leaseAfter(anUpload('v0', 0), v2, v3), v3.rollout);
    expect(ask(lease, v1).answer).toMatchObject({ kind: 'superseded', by: { release: 'v2' } });
  });
});

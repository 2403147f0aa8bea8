import { describe, expect, it } from 'vitest';
import { admit } from '../../../core/lease/admit.ts';
import { handOver } from '../../../core/lease/hand-over.ts';
import { enterLeasePhase, holds, takeCare } from '../../../core/lease/holder.ts';
import { unclaimed } from '../../../core/lease/lease.ts';
import { anAct, anUpload, executionOf, leaseAfter, second, tokenOf } from '../../support/claims.ts';

const [v1, v2] = [anUpload('v1', 1), anUpload('v2', 2)];
const rollback = anAct('rollback', 'kept', 10);
const manifest = anAct('manifest', 'v1', 10);
const now = second(20);
const care = executionOf('care');

describe('A rollout may act', () => {
  it('only as the holder, under its number', () => {
    const lease = leaseAfter(v1, v2);
    expect(holds(lease, v1.rollout, 1)).toBe(true);
    expect(holds(lease, v1.rollout, 2)).toBe(false);
    expect(holds(lease, v2.rollout, 1)).toBe(false);
    expect(holds(unclaimed, v1.rollout, 1)).toBe(false);
  });

  it('no more once a caretaker has taken its lease', () => {
    const { lease } = takeCare(leaseAfter(v1), v1.rollout, 1, care, now);
    expect(holds(lease, v1.rollout, 1)).toBe(false);
    expect(holds(lease, v1.rollout, 2)).toBe(true);
  });
});

describe('How far the holder is', () => {
  it('is noted; a second time changes nothing', () => {
    const { lease, answer } = enterLeasePhase(leaseAfter(v1), v1.rollout, 1, 'shifting');
    expect(answer).toEqual({ kind: 'entered' });
    expect(lease).toEqual({
      ...leaseAfter(v1),
      holder: { claim: v1, fence: 1, phase: 'shifting', since: v1.at },
    });
    expect(enterLeasePhase(lease, v1.rollout, 1, 'shifting').lease).toBe(lease);
  });

  it('says also that it lives: nobody needs to wake it any more', () => {
    const handed = handOver(leaseAfter(v1, v2), v1.rollout, 1, now).lease;
    for (const phase of ['before', 'shifting'] as const) {
      const { lease } = enterLeasePhase(handed, v2.rollout, 2, phase);
      expect(lease.holder).toEqual({ claim: v2, fence: 2, phase, since: now });
    }
  });

  it('is nothing that others can say', () => {
    const lease = leaseAfter(v1, v2);
    const cared = takeCare(lease, v1.rollout, 1, care, now).lease;
    expect(enterLeasePhase(lease, v1.rollout, 2, 'after')).toEqual({ lease, answer: { kind: 'not-held' } });
    expect(enterLeasePhase(lease, v2.rollout, 1, 'after')).toEqual({ lease, answer: { kind: 'not-held' } });
    expect(enterLeasePhase(cared, v1.rollout, 2, 'shifting')).toEqual({
      lease: cared,
      answer: { kind: 'not-held' },
    });
  });
});

describe('A shift', () => {
  it.each([v2, rollback])('does not begin once $kind was told that it stops', (claim) => {
    const lease = leaseAfter(v1, claim);
    expect(enterLeasePhase(lease, v1.rollout, 1, 'shifting')).toEqual({
      lease,
      answer: { kind: 'preempted', by: { rollout: claim.rollout, kind: claim.kind } },
    });
  });

  it('begins before one that waits its turn', () => {
    expect(enterLeasePhase(leaseAfter(v1, manifest), v1.rollout, 1, 'shifting').answer).toEqual({
      kind: 'entered',
    });
  });

  it('that has begun goes on in the lease, also when its function is tried again: stopping it is an act of its own', () => {
    const shifting = enterLeasePhase(leaseAfter(v1), v1.rollout, 1, 'shifting').lease;
    const { lease } = admit(shifting, rollback, tokenOf(rollback), now);
    expect(enterLeasePhase(lease, v1.rollout, 1, 'shifting').answer).toEqual({ kind: 'entered' });
    expect(enterLeasePhase(lease, v1.rollout, 1, 'after').answer).toEqual({ kind: 'entered' });
  });
});

describe('A caretaker', () => {
  it('takes the lease of a dead holder under a new number, and keeps the queue', () => {
    const { lease, answer } = takeCare(leaseAfter(v1, v2), v1.rollout, 1, care, now);
    expect(answer).toEqual({ kind: 'taken', fence: 2 });
    expect(lease).toEqual({
      ...leaseAfter(v1, v2),
      fence: 2,
      holder: { claim: { ...v1, execution: care }, fence: 2, phase: 'caretaking', since: now },
    });
  });

  it('shifts nothing, but comes to the gates after the shift', () => {
    const { lease } = takeCare(leaseAfter(v1), v1.rollout, 1, care, now);
    for (const phase of ['before', 'shifting'] as const)
      expect(enterLeasePhase(lease, v1.rollout, 2, phase).answer).toEqual({ kind: 'not-held' });
    expect(enterLeasePhase(lease, v1.rollout, 1, 'after').answer).toEqual({ kind: 'not-held' });
    const entered = enterLeasePhase(lease, v1.rollout, 2, 'after');
    expect(entered.answer).toEqual({ kind: 'entered' });
    expect(entered.lease.holder).toMatchObject({ phase: 'after', claim: { execution: care } });
  });

  it('has it still when its function is tried again', () => {
    const { lease } = takeCare(leaseAfter(v1), v1.rollout, 1, care, now);
    expect(takeCare(lease, v1.rollout, 1, care, second(30))).toEqual({
      lease,
      answer: { kind: 'taken', fence: 2 },
    });
  });

  it('is one: a second that found the same holder dead comes too late', () => {
    const { lease } = takeCare(leaseAfter(v1), v1.rollout, 1, care, now);
    expect(takeCare(lease, v1.rollout, 1, executionOf('care-2'), now)).toEqual({
      lease,
      answer: { kind: 'not-held' },
    });
  });

  it('that died is replaced by one that found it dead', () => {
    const { lease } = takeCare(leaseAfter(v1), v1.rollout, 1, care, now);
    expect(takeCare(lease, v1.rollout, 2, executionOf('care-2'), now).answer).toEqual({
      kind: 'taken',
      fence: 3,
    });
  });

  it.each([
    ['free', unclaimed],
    ["another's", leaseAfter(v2)],
  ])('takes nothing where the lease is %s', (_, lease) => {
    expect(takeCare(lease, v1.rollout, 1, care, now)).toEqual({ lease, answer: { kind: 'not-held' } });
  });
});

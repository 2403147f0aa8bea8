import { describe, expect, it } from 'vitest';
import { admit } from '../../../core/lease/admit.ts';
import { giveBack, handOver, withdraw } from '../../../core/lease/hand-over.ts';
import { enterLeasePhase, takeCare } from '../../../core/lease/holder.ts';
import { type Lease, unclaimed } from '../../../core/lease/lease.ts';
import { anUpload, executionOf, leaseAfter, second, tokenOf } from '../../support/claims.ts';

const [v1, v2, v3] = [anUpload('v1', 1), anUpload('v2', 2), anUpload('v3', 3)];
const now = second(20);
const end = (lease: Lease, rollout = v1.rollout, fence = 1) => handOver(lease, rollout, fence, now);

describe('A holder that has ended', () => {
  it('frees the lease if nobody waits; what was newest stays known', () => {
    expect(end(leaseAfter(v1))).toEqual({
      lease: { fence: 1, newest: v1.order },
      answer: { kind: 'freed' },
    });
  });

  it('hands it to who is next, under the next number', () => {
    const { lease, answer } = end(leaseAfter(v1, v2));
    expect(answer).toEqual({ kind: 'handed', claim: v2, token: tokenOf(v2), fence: 2 });
    expect(lease).toEqual({
      fence: 2,
      holder: {
        claim: v2,
        fence: 2,
        phase: 'before',
        since: now,
        wake: { token: tokenOf(v2), by: 'v1-1' },
      },
      newest: v2.order,
    });
  });

  it('hands it over once: a second try names the same one until it has been heard of', () => {
    const { lease, answer } = end(leaseAfter(v1, v2));
    expect(end(lease)).toEqual({ lease, answer });
    const heard = enterLeasePhase(lease, v2.rollout, 2, 'before').lease;
    expect(end(heard)).toEqual({ lease: heard, answer: { kind: 'not-held' } });
  });

  it.each([
    ['nobody holds it', unclaimed, 'v1-1', 1],
    ['another holds it', leaseAfter(v2), 'v1-1', 1],
    ['its number is an old one', { ...leaseAfter(v1), fence: 7 }, 'v1-1', 7],
  ])('changes nothing if %s', (_, lease, rollout, fence) => {
    expect(end(lease, rollout, fence)).toEqual({ lease, answer: { kind: 'not-held' } });
  });

  it('can be a caretaker, in the name of the rollout that died', () => {
    const cared = takeCare(leaseAfter(v1, v2), v1.rollout, 1, executionOf('care'), now).lease;
    expect(end(cared).answer).toEqual({ kind: 'not-held' });
    expect(end(cared, v1.rollout, 2).answer).toMatchObject({ kind: 'handed', claim: v2, fence: 3 });
  });
});

describe('A lease that came to one whose token is gone', () => {
  const handed = end(leaseAfter(v1, v2)).lease;

  it('becomes free', () => {
    expect(giveBack(handed, v2.rollout, tokenOf(v2), now)).toEqual({
      lease: { fence: 2, newest: v2.order },
      answer: { kind: 'freed' },
    });
  });

  it('goes on to who came meanwhile, whom a second try of the first handover finds too', () => {
    const queue = admit(handed, v3, tokenOf(v3), now).lease;
    const { lease, answer } = giveBack(queue, v2.rollout, tokenOf(v2), now);
    expect(answer).toEqual({ kind: 'handed', claim: v3, token: tokenOf(v3), fence: 3 });
    expect(end(lease)).toEqual({ lease, answer });
  });

  it('stays with it if it has asked again meanwhile: it lives, by another token', () => {
    const again = admit(handed, v2, 'token 2', now).lease;
    expect(giveBack(again, v2.rollout, tokenOf(v2), now)).toEqual({
      lease: again,
      answer: { kind: 'not-held' },
    });
  });

  it('is not taken from another, nor by who saw another token go', () => {
    expect(giveBack(handed, v2.rollout, 'token 0', now)).toEqual({
      lease: handed,
      answer: { kind: 'not-held' },
    });
    expect(giveBack(handed, v3.rollout, tokenOf(v2), now)).toEqual({
      lease: handed,
      answer: { kind: 'not-held' },
    });
    expect(giveBack(leaseAfter(v2), v2.rollout, tokenOf(v2), now).answer).toEqual({ kind: 'not-held' });
  });
});

describe('One that is taken out of the queue', () => {
  it('is next no more', () => {
    const { lease, answer } = withdraw(leaseAfter(v1, v2), v2.rollout);
    expect(answer).toEqual({
      kind: 'withdrawn',
      waiting: { claim: v2, token: tokenOf(v2), since: v2.at },
    });
    expect(lease).toEqual(leaseAfter(v1));
  });

  it.each([
    ['holds the lease', v1.rollout],
    ['was never here', v3.rollout],
  ])('was not in it if it %s', (_, rollout) => {
    const lease = leaseAfter(v1, v2);
    expect(withdraw(lease, rollout)).toEqual({ lease, answer: { kind: 'not-waiting' } });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Holder, LeaseClaim, LeasePhase } from '../../../core/lease/lease.ts';
import { compareClaims, outranks, preempts } from '../../../core/lease/precedence.ts';
import { anAct, anUpload, second } from '../../support/claims.ts';

const holder = (claim: LeaseClaim, phase: LeasePhase): Holder => ({
  claim,
  fence: 1,
  phase,
  since: second(0),
});

describe('The one place behind the holder', () => {
  it.each<[string, LeaseClaim, LeaseClaim]>([
    ['a newer upload, before an older one', anUpload('new', 2), anUpload('old', 1)],
    ['a rollback, before an upload made after it', anAct('rollback', 'kept', 1), anUpload('new', 2)],
    ['a rollback, before a retry asked for after it', anAct('rollback', 'kept', 1), anAct('retry', 'r', 2)],
    ['a rollback, before a changed manifest', anAct('rollback', 'kept', 1), anAct('manifest', 'r', 2)],
    ['the later of two rollbacks', anAct('rollback', 'kept', 2), anAct('rollback', 'other', 1)],
    ['the later of two retries', anAct('retry', 'r', 2), anAct('retry', 's', 1)],
    ['the later of two manifests', anAct('manifest', 'r', 2, 3), anAct('manifest', 'r', 1)],
    ['a retry, before an upload made before it', anAct('retry', 'r', 2), anUpload('new', 1)],
    ['an upload, before a retry asked for before it', anUpload('new', 2), anAct('retry', 'r', 1)],
    ['an upload, before a manifest changed after it', anUpload('new', 1), anAct('manifest', 'r', 2)],
    ['a retry, before a manifest changed after it', anAct('retry', 'r', 1), anAct('manifest', 'r', 2, 3)],
    ['a retry, before an upload of the same instant', anAct('retry', 'r', 1), anUpload('new', 1)],
    ['the later attempt of one upload', { ...anUpload('r', 1), rollout: 'r-2' }, anUpload('r', 1)],
  ])('goes to %s', (_, winner, loser) => {
    expect(outranks(winner, loser)).toBe(true);
    expect(outranks(loser, winner)).toBe(false);
  });

  it('goes by when an upload was made, not by when its execution began', () => {
    const delayed = { ...anUpload('late', 1), at: second(60) };
    expect(outranks(delayed, anAct('retry', 'r', 30))).toBe(false);
  });

  it('goes to one of any two, and whoever would displace the winner would displace the loser too', () => {
    const kinds = fc.constantFrom('upload', 'manifest', 'retry', 'rollback');
    const claims = fc
      .record({ kind: kinds, name: fc.constantFrom('a', 'b'), at: fc.nat(2), attempt: fc.constantFrom(1, 2) })
      .map(({ kind, name, at, attempt }) =>
        kind === 'upload'
          ? { ...anUpload(name, at), rollout: `${name}-${attempt}` }
          : anAct(kind as 'retry', name, at, attempt),
      );
    fc.assert(
      fc.property(claims, claims, claims, (a, b, c) => {
        expect(Math.sign(compareClaims(a, b)) + Math.sign(compareClaims(b, a))).toBe(0);
        if (a.rollout !== b.rollout) expect(outranks(a, b)).not.toBe(outranks(b, a));
        if (outranks(a, b) && outranks(b, c)) expect(outranks(a, c)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('A holder is stopped', () => {
  const rollback = anAct('rollback', 'kept', 50);
  const newer = anUpload('new', 50);
  const retry = anAct('retry', 'r', 50);
  const manifest = anAct('manifest', 'r', 50);

  it.each<[string, LeaseClaim, LeasePhase, LeaseClaim, boolean]>([
    ['before its shift, for a newer upload', newer, 'before', anUpload('old', 1), true],
    ['before its shift, for a later retry', retry, 'before', anUpload('old', 1), true],
    ['before its shift, for a rollback', rollback, 'before', anUpload('old', 1), true],
    ['before its shift, for a later rollback', rollback, 'before', anAct('rollback', 'x', 1), true],
    ['not for a manifest: it is an upload', manifest, 'before', anUpload('old', 1), false],
    ['not for an upload: it is a rollback', newer, 'before', anAct('rollback', 'x', 1), false],
    ['while it shifts, for a rollback', rollback, 'shifting', anUpload('old', 1), true],
    ['not while it shifts, for an upload', newer, 'shifting', anUpload('old', 1), false],
    ['not while it shifts, for a retry', retry, 'shifting', anUpload('old', 1), false],
    // Stopping a rollback on its way would bring back what it leads away from.
    ['not for a rollback: one is on its way', rollback, 'shifting', anAct('rollback', 'x', 1), false],
    ['in its soak, for a rollback', rollback, 'after', anUpload('old', 1), true],
    ['not in its soak, for an upload', newer, 'after', anUpload('old', 1), false],
    ['not if it is a caretaker', rollback, 'caretaking', anUpload('old', 1), false],
  ])('%s', (_, claim, phase, held, stopped) => {
    expect(preempts(claim, holder(held, phase))).toBe(stopped);
  });
});

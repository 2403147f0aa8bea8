import { describe, expect, it } from 'vitest';
import { reasons } from '../../../../scenarios/fuzz/promises/reasons.ts';
import type { Act } from '../../../../scenarios/release-acts.ts';
import { act, ended, release, rollout, seen } from './seen.ts';

const uploaded = act(1, { kind: 'upload', release: release('v2'), as: 'model' });

/** v2, uploaded at 1, ends so at 9. */
const judged = (outcome: string, known: { acts?: Act[]; troubles?: string[]; hasQuotas?: boolean } = {}) =>
  reasons(
    seen({
      ...{ troubles: ['upload'], ...known },
      acts: [uploaded, ...(known.acts ?? [])],
      endings: [ended(9, rollout('v2'), outcome)],
      ledger: [{ sk: `rollout#${rollout('v2')}`, start: { kind: 'upload' } }],
    }),
  );
const nothing = [expect.stringContaining('nothing speaks against it')];

describe('What is uploaded', () => {
  it('is deployed', () => {
    expect(judged('DEPLOYED')).toEqual([]);
    for (const outcome of ['SUPERSEDED', 'REJECTED', 'ROLLED_BACK', 'FAILED', 'TIMED_OUT'])
      expect(judged(outcome)).toEqual(nothing);
  });

  it('makes way for what came since, and for nothing that came before', () => {
    const another = (at: number) => act(at, { kind: 'upload', release: release('v3'), as: 'model' });
    expect(judged('SUPERSEDED', { acts: [another(2)] })).toEqual([]);
    const rollback = act(0, { kind: 'command', command: 'rollback' });
    expect(judged('SUPERSEDED', { acts: [rollback] })).toEqual([]);
    expect(judged('SUPERSEDED', { acts: [another(0)] })).toEqual(nothing);
    expect(judged('SUPERSEDED', { acts: [act(10, { kind: 'upload', release: release('v4') })] })).toEqual(
      nothing,
    );
  });

  it('may come to nothing by an alarm, a fault, quotas, and whom its manifest asks', () => {
    expect(judged('ROLLED_BACK', { troubles: ['upload', 'alarm'] })).toEqual([]);
    expect(judged('FAILED', { troubles: ['upload', 'fault'] })).toEqual([]);
    expect(judged('REJECTED', { hasQuotas: true })).toEqual([]);
    const manifest = (written: unknown) => act(0, { kind: 'manifest', version: 'm', written });
    expect(judged('REJECTED', { acts: [manifest({ gates: { before: [{}] } })] })).toEqual([]);
    expect(judged('REJECTED', { acts: [manifest('rollout: {')] })).toEqual([]);
    expect(judged('REJECTED', { acts: [manifest({ keep: 2 })] })).toEqual(nothing);
  });
});

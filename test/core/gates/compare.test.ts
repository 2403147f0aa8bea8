import { describe, expect, it } from 'vitest';
import { type Comparison, compare, onlyTells } from '../../../core/gates/compare.ts';
import type { GateSnapshot } from '../../../core/gates/gate.ts';
import { usualTerms } from '../../../core/gates/hold-terms.ts';
import type { AskingState } from '../../../core/gates/judge-question.ts';
import { aDecision, minutes, nine, seenAt } from '../../support/gates.ts';
import { seriesOf } from '../judge/series.ts';

const rollback: Comparison = {
  ...{ compare: '5xx', tolerance: 2, falseAlarms: 0.01, floor: 0.001, on: 'rollback' },
};
const asks: Comparison = { ...rollback, on: 'hold', hold: usualTerms };
const counted = (greenRate: number) => ({
  kind: 'counted',
  planned: 30,
  variants: [
    {
      name: 'AllTraffic',
      minutes: seriesOf({
        ...{ seed: 1, minutes: 10, requests: 600, share: 0.1, blueRate: 0.01 },
        greenRate: () => greenRate,
      }),
    },
  ],
});
const bake = { kind: 'bake', number: 1, final: false, greenShare: 0.1, seconds: 600 } as const;
const worse = counted(0.2);
const step = (config: Comparison, more: Partial<GateSnapshot<AskingState>> = {}) =>
  compare.step(config, seenAt('during', nine, { shift: bake, ...more }));

describe('A comparison among the alarms', () => {
  it('asks what both fleets did, and looks again before the bake ends', () => {
    expect(step(rollback)).toEqual({ kind: 'act', action: { kind: 'judge', compare: '5xx' } });
    expect(step(rollback, { result: counted(0.01) })).toMatchObject({
      kind: 'waiting',
      until: nine + minutes(9),
      state: { bake: 1 },
    });
  });

  it('passes what it knows too little of: it stops only what is worse', () => {
    const over = { shift: { kind: 'over' } } as const;
    const nothing = { kind: 'counted', planned: 30, variants: [{ name: 'AllTraffic', minutes: [] }] };
    expect(step(rollback, { ...over, result: nothing })).toMatchObject({ kind: 'passed' });
    expect(step(rollback, { ...over, result: counted(0.02) })).toMatchObject({ kind: 'passed' });
  });

  it('stops, with on: rollback', () => {
    expect(step(rollback, { result: worse })).toMatchObject({
      kind: 'failed',
      why: expect.stringMatching(/^5xx: green .* at most 1 %$/),
    });
    expect(compare.watchesBakes?.(rollback)).toBe(true);
  });

  it('only tells, with on: notify', () => {
    const notify: Comparison = { ...rollback, on: 'notify' };
    const told = expect.stringMatching(/^5xx: green .* \(on: notify\)$/);
    expect(step(notify, { result: worse })).toMatchObject({
      ...{ kind: 'passed', why: told, overridden: true },
      judged: [{ verdict: 'FAIL' }],
    });
    expect(compare.watchesBakes?.(notify)).toBe(false);
    expect([notify, rollback].map((config) => onlyTells({ kind: 'compare', config }))).toEqual([true, false]);
  });

  it('asks, with on: hold: the same question, whatever is counted meanwhile', () => {
    const first = step(asks, { result: worse });
    expect(first).toMatchObject({
      kind: 'waiting',
      until: nine + minutes(10),
      ask: { question: expect.stringMatching(/at most 1 %\. Go on all the same\?$/), approve: 'continue' },
      state: { found: { at: nine } },
    });
    if (first.kind !== 'waiting' || first.state === undefined) throw new Error(first.kind);
    const { state } = first;
    const later = (now: number, more: Partial<GateSnapshot<AskingState>> = {}) =>
      compare.step(asks, seenAt('during', now, { shift: bake, state, ...more }));
    // It does not look again, and so nothing that comes late takes the question back.
    const { judged: _, ...asked } = first;
    expect(later(nine + minutes(5))).toEqual(asked);
    expect(later(nine + minutes(10))).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('nobody decided within 10m: aborted as the manifest says'),
    });
    expect(later(nine, { decision: aDecision('approve', nine) })).toMatchObject({ kind: 'passed' });
    expect(later(nine, { decision: aDecision('reject', nine) })).toMatchObject({ kind: 'failed' });
  });

  it('aborts at once where the manifest says so', () => {
    const now: Comparison = { ...asks, hold: { ...usualTerms, meanwhile: 'abort' } };
    expect(step(now, { result: worse })).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('the manifest says to abort at once'),
    });
  });
});

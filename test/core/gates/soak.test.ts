import { describe, expect, it } from 'vitest';
import type { GateSnapshot } from '../../../core/gates/gate.ts';
import { type SoakState, soak } from '../../../core/gates/soak.ts';
import { aDecision, anAlarm, configOf, minutes, nine, problemsOf, seenAt } from '../../support/gates.ts';

const half = configOf(soak, 'after', '30m');
const step = (now: number, more: Partial<GateSnapshot<SoakState>> = {}, config = half) =>
  soak.step(config, seenAt('after', now, more));
const hold = (state: 'OK' | 'ALARM', since: number, lastAlarmAt?: number) =>
  anAlarm(state, since, { on: 'hold', ...(lastAlarmAt !== undefined && { lastAlarmAt }) });

describe('A soak', () => {
  it('waits for its time and passes', () => {
    const alarms = { a: anAlarm('OK', 0), b: anAlarm('INSUFFICIENT_DATA', 0) };
    expect(step(nine, { alarms })).toMatchObject({ kind: 'waiting', until: nine + minutes(30) });
    expect(step(nine + minutes(30), { alarms })).toEqual({
      kind: 'passed',
      why: 'soaked for 30m without an alarm',
    });
  });

  it.each([
    ['is in ALARM', anAlarm('ALARM', nine + minutes(10))],
    ['was in ALARM already when it began', anAlarm('ALARM', nine - minutes(10))],
    ['was in ALARM and is OK again', anAlarm('OK', nine + minutes(11), { lastAlarmAt: nine + minutes(10) })],
  ])('fails at once where a rollback alarm %s', (_, alarm) => {
    expect(step(nine + minutes(12), { alarms: { kpi: alarm } })).toEqual({
      kind: 'failed',
      why: 'alarm kpi (on: rollback) went off while it soaked',
    });
  });

  it('does not mind what was over before it began', () => {
    const alarms = { kpi: anAlarm('OK', nine - minutes(1), { lastAlarmAt: nine - minutes(5) }) };
    expect(step(nine + minutes(30), { alarms }).kind).toBe('passed');
  });

  it('ignores alarms that only tell, and those of others', () => {
    const alarms = {
      a: anAlarm('ALARM', nine + 1, { on: 'notify' }),
      b: { state: 'ALARM', since: nine } as const,
    };
    expect(step(nine + minutes(30), { alarms }).kind).toBe('passed');
  });
});

describe('A hold alarm in a soak', () => {
  const tripped = nine + minutes(10);
  const alarms = { kpi: hold('ALARM', tripped) };
  const asked: SoakState = { accepted: {}, asked: { names: ['kpi'], at: tripped } };

  it('asks, with a deadline of its own', () => {
    expect(step(tripped, { alarms })).toEqual({
      kind: 'waiting',
      until: tripped + minutes(60),
      why: 'alarm kpi (on: hold) went off',
      ask: {
        question: 'alarm kpi (on: hold) went off. Keep what is live now?',
        approve: 'continue',
        reject: 'roll-back',
        anyoneWithLink: false,
        reasonNeeded: false,
      },
      state: asked,
    });
  });

  it('has the same deadline when looked at again, also after the soak’s own end', () => {
    expect(step(nine + minutes(40), { alarms, state: asked })).toMatchObject({
      until: tripped + minutes(60),
    });
  });

  it('once accepted, lets the soak go on, and pass with its name', () => {
    const at = tripped + minutes(2);
    const accepted = step(at, { alarms, state: asked, decision: aDecision('approve', at) });
    expect(accepted).toEqual({
      kind: 'waiting',
      until: nine + minutes(30),
      why: 'soaks for 30m in spite of alarm kpi',
      state: { accepted: { kpi: at } },
    });
    const state: SoakState = { accepted: { kpi: at } };
    expect(step(nine + minutes(30), { alarms, state })).toEqual({
      kind: 'passed',
      why: 'soaked for 30m in spite of alarm kpi',
      overridden: true,
    });
  });

  it('asks anew when it goes off again, and when another does', () => {
    const state: SoakState = { accepted: { kpi: tripped + minutes(2) } };
    const again = tripped + minutes(5);
    expect(step(again, { alarms: { kpi: hold('ALARM', again) }, state })).toMatchObject({
      until: again + minutes(60),
      state: { accepted: state.accepted, asked: { names: ['kpi'], at: again } },
    });
    expect(step(again, { alarms: { ...alarms, drift: hold('ALARM', again) }, state })).toMatchObject({
      ask: { question: expect.stringContaining('alarm drift (on: hold)') },
    });
  });

  it('asks about both where another joins, without more time', () => {
    const later = tripped + minutes(20);
    expect(step(later, { alarms: { ...alarms, drift: hold('ALARM', later) }, state: asked })).toMatchObject({
      until: tripped + minutes(60),
      ask: { question: expect.stringContaining('alarms drift and kpi') },
    });
  });

  it('asks although it is OK again: it was there to be looked at', () => {
    const alarms = { kpi: hold('OK', tripped + 1, tripped) };
    expect(step(tripped + minutes(1), { alarms })).toMatchObject({ ask: { approve: 'continue' } });
  });

  it('rolls back where a person says so', () => {
    const decision = aDecision('reject', tripped + 1);
    expect(step(tripped + 1, { alarms, state: asked, decision })).toEqual({
      kind: 'failed',
      why: 'to be rolled back by ana (U0ANA)',
    });
  });

  it('rejects where there is nothing to roll back to', () => {
    const nothingBefore = { alarms, nothingBefore: true };
    expect(step(tripped + 1, nothingBefore)).toMatchObject({
      ask: { question: expect.stringContaining('nothing to go back to'), reject: 'reject' },
    });
    const decision = aDecision('reject', tripped + 1);
    expect(step(tripped + 1, { ...nothingBefore, state: asked, decision })).toMatchObject({
      why: 'rejected by ana (U0ANA)',
    });
  });

  it('does not keep a rollback alarm from rolling back', () => {
    const both = { ...alarms, 'fraud-5xx': anAlarm('ALARM', tripped) };
    const decision = aDecision('approve', tripped + 1);
    expect(step(tripped + 2, { alarms: both, state: asked, decision }).kind).toBe('failed');
  });

  it('without an answer does what the manifest says', () => {
    const late = { alarms, state: asked };
    expect(step(tripped + minutes(60) - 1, late).kind).toBe('waiting');
    expect(step(tripped + minutes(60), late)).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('nobody decided within 1h'),
    });

    const keep = configOf(soak, 'after', { for: '2h', hold: { timeout: '15m', otherwise: 'keep' } });
    // Kept, but the soak is not over.
    expect(step(tripped + minutes(15), late, keep)).toEqual({
      kind: 'waiting',
      until: nine + minutes(120),
      why: 'soaks for 2h in spite of alarm kpi',
      state: { accepted: { kpi: tripped + minutes(15) } },
    });
  });
});

describe('A soak in the manifest', () => {
  it.each([
    ['for ever', '·.soak: a duration such as 5m, from 1m to 720h'],
    [{ for: '30m', hold: { otherwise: 'maybe' } }, '·.soak.hold.otherwise: keep or roll-back'],
    [{}, '·.soak.for: a duration such as 5m, from 1m to 720h'],
    [30, '·.soak: a duration such as 30m, or a field for'],
  ])('is not written %j', (written, expected) => {
    expect(problemsOf('after', { soak: written })).toEqual([expected]);
  });

  it('stands after the shift only', () => {
    expect(problemsOf('before', { soak: '30m' })).toEqual([
      '·: no soak before the shift; it can stand after the shift',
    ]);
  });
});

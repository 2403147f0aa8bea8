import { describe, expect, it } from 'vitest';
import { callBack } from '../../../core/gates/call-back.ts';
import { type GateItem, openedGate } from '../../../core/gates/item.ts';
import { minutes, nine } from '../../support/gates.ts';

const gate: GateItem = {
  ...openedGate('before', 0, 'webhook', nine),
  acted: 'webhook',
  until: nine + minutes(60),
  state: { said: 'later' },
};
const now = nine + minutes(5);
const kindOf = (item: GateItem | undefined, body: unknown, at = now) => {
  const called = callBack(item, body, at);
  return called.kind === 'refused' ? called.refusal.kind : called.kind;
};

describe('A callback', () => {
  it('is kept with the gate', () => {
    expect(callBack(gate, { verdict: 'fail', reason: 'tests red', build: 7 }, now)).toEqual({
      kind: 'accepted',
      item: { ...gate, answer: { kind: 'said', verdict: 'fail', reason: 'tests red' } },
    });
  });

  it('may be faster than the answer that announces it', () => {
    const { state: _, ...asking } = gate;
    expect(kindOf(asking, { verdict: 'pass' })).toBe('accepted');
  });

  it('counts once', () => {
    const called = callBack(gate, { verdict: 'pass' }, now);
    expect(called.kind === 'accepted' && kindOf(called.item, { verdict: 'fail' })).toBe('already-answered');
  });

  it('may be repeated, and is then the same one', () => {
    const said = { verdict: 'fail', reason: 'tests red' };
    const called = callBack(gate, said, now);
    const item = called.kind === 'accepted' ? called.item : undefined;
    expect(callBack(item, said, now)).toEqual({ kind: 'repeated' });
    expect(callBack(item && { ...item, status: 'failed' }, said, nine + minutes(90))).toEqual({
      kind: 'repeated',
    });
    expect(kindOf(item, { verdict: 'fail' })).toBe('already-answered');
    expect(kindOf(item, { verdict: 'fail', reason: 'tests green' })).toBe('already-answered');
  });

  it.each([
    null,
    'pass',
    {},
    { verdict: 'later' },
    { verdict: 'PASS' },
    { verdict: 'pass', reason: 'x'.repeat(501) },
  ])('that says %j is refused', (body) => {
    expect(kindOf(gate, body)).toBe('malformed');
  });

  it('comes too late, or to a gate that does not wait for it', () => {
    const said = { verdict: 'pass' };
    expect(kindOf(gate, said, nine + minutes(60))).toBe('too-late');
    expect(kindOf({ ...gate, status: 'failed' }, said)).toBe('over');
    expect(kindOf(openedGate('before', 0, 'approval', nine), said)).toBe('nothing-asked');
    expect(kindOf({ ...gate, acted: 'lambda' }, said)).toBe('nothing-asked');
    expect(kindOf({ ...gate, stage: 'during' }, said)).toBe('nothing-asked');
    expect(kindOf(undefined, said)).toBe('unknown');
  });
});

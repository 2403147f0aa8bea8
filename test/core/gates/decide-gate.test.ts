import { describe, expect, it } from 'vitest';
import type { GateQuestion } from '../../../core/gates/ask.ts';
import { type DecisionRequest, decide } from '../../../core/gates/decide-gate.ts';
import { type GateItem, gateItemSchema, openedGate } from '../../../core/gates/item.ts';
import { aDecision, minutes, nine } from '../../support/gates.ts';

const asks: GateQuestion = {
  question: 'Release it?',
  approve: 'approve',
  reject: 'reject',
  by: ['U0ANA', 'U0BEN'],
  anyoneWithLink: false,
  reasonNeeded: false,
};
const gate: GateItem = {
  ...openedGate('before', 0, 'approval', nine),
  why: 'waits for a person',
  until: nine + minutes(60),
  ask: asks,
};
const now = nine + minutes(5);
const ana: DecisionRequest = {
  action: 'approve',
  who: { via: 'slack', user: 'U0ANA', name: 'ana' },
  round: 1,
};
const ben: DecisionRequest = { ...ana, who: { via: 'slack', user: 'U0BEN', name: 'ben' } };

const accepted = (item: GateItem, request: DecisionRequest, at = now) => {
  const decided = decide(item, request, at);
  if (decided.kind === 'refused') throw new Error(decided.refusal.text);
  return decided;
};
const refusal = (item: GateItem | undefined, request: DecisionRequest, at = now) => {
  const decided = decide(item, request, at);
  return decided.kind === 'refused' ? decided.refusal : undefined;
};

describe('A decision', () => {
  it('in time, by someone allowed, is kept with the gate', () => {
    const { item, decision } = accepted(gate, { ...ana, reason: '  looks fine \n' });
    expect(decision).toEqual({
      verdict: 'approve',
      by: 'U0ANA',
      name: 'ana',
      via: 'slack',
      at: now,
      round: 1,
      reason: 'looks fine',
    });
    expect(item).toEqual({ ...gate, decision });
    expect(gateItemSchema.parse(JSON.parse(JSON.stringify(item)))).toEqual(item);
  });

  it('may be a command’s: in plain words, to the question that stands', () => {
    const keep: GateItem = { ...gate, round: 3, ask: { ...asks, approve: 'keep', reject: 'roll-back' } };
    const arn = 'arn:aws:iam::123456789012:user/ana';
    const ask = { ...keep.ask, by: [arn] } as GateQuestion;
    expect(accepted({ ...keep, ask }, { action: 'reject', who: { via: 'iam', arn } }).decision).toMatchObject(
      { verdict: 'reject', by: arn, via: 'iam', round: 3 },
    );
  });

  it('may come by a link, where anyone with the link may', () => {
    const { by: _, ...open } = asks;
    const linked: GateItem = { ...gate, ask: { ...open, anyoneWithLink: true } };
    const request: DecisionRequest = { action: 'approve', who: { via: 'link' } };
    expect(accepted(linked, request).decision).toMatchObject({ by: 'anyone with the link', via: 'link' });
    expect(refusal({ ...gate, ask: open }, request)).toEqual({
      kind: 'not-allowed',
      text: 'A link is not enough for this gate: decide in Slack, or with the command line. Nothing was changed.',
    });
  });

  it('up to the deadline, not at it', () => {
    expect(accepted(gate, ana, nine + minutes(60) - 1).kind).toBe('accepted');
    expect(refusal(gate, ana, nine + minutes(60))).toEqual({
      kind: 'too-late',
      text: 'Too late: the time to decide was up at 2026-03-02 10:00:00 UTC. Nothing was changed.',
    });
  });
});

describe('A decision is refused', () => {
  const decided = accepted(gate, ana).item;

  it('of a gate that there is not', () => {
    expect(refusal(undefined, ana)?.kind).toBe('unknown');
  });

  it.each(['', 'APPROVE', 'delete', 'constructor'])('with the action "%s", which no button has', (action) => {
    expect(refusal(gate, { ...ana, action })?.kind).toBe('tampered');
  });

  it('of the wrong user, whatever they click', () => {
    const eve: DecisionRequest = { ...ana, who: { via: 'slack', user: 'U0EVE' } };
    const text = 'You are not among those who may decide this gate. Nothing was changed.';
    expect(refusal(gate, eve)).toEqual({ kind: 'not-allowed', text });
    expect(refusal(gate, { ...eve, action: 'reject' })).toEqual({ kind: 'not-allowed', text });
  });

  it('clicked twice', () => {
    expect(refusal(decided, ana, now + 500)).toEqual({
      kind: 'already-decided',
      text: 'Done already: approved by you at 2026-03-02 09:05:00 UTC. Once is enough.',
    });
  });

  it('by the same person who thinks better of it', () => {
    expect(refusal(decided, { ...ana, action: 'reject' })?.text).toBe(
      'Decided already: approved by you at 2026-03-02 09:05:00 UTC. Nothing was changed.',
    );
  });

  it('by the second of two people', () => {
    expect(refusal(decided, { ...ben, action: 'reject' })).toEqual({
      kind: 'already-decided',
      text: 'Decided already: approved by ana (U0ANA) at 2026-03-02 09:05:00 UTC. Nothing was changed.',
    });
  });

  it('after the end, whoever decided, and if nobody did', () => {
    const { ask: _, until: __, ...ended } = decided;
    expect(refusal({ ...ended, status: 'passed', why: 'approved by ana' }, ben)?.kind).toBe(
      'already-decided',
    );
    const { decision: ___, ...undecided } = ended;
    expect(refusal({ ...undecided, status: 'failed', why: 'nobody decided within 1h' }, ben)).toEqual({
      kind: 'over',
      text: 'Too late: the gate has ended already: nobody decided within 1h.',
    });
  });

  it('where nobody is asked', () => {
    const { ask: _, ...soaks } = { ...gate, kind: 'soak', why: 'soaks for 30m' };
    expect(refusal(soaks, ana)).toEqual({
      kind: 'nothing-asked',
      text: 'This gate (soak) asks nobody now: soaks for 30m. Nothing was changed.',
    });
  });

  it('with the button of an earlier question', () => {
    const again: GateItem = { ...gate, round: 3, earlier: [aDecision('approve', now)] };
    expect(refusal(again, { ...ben, round: 1 })?.kind).toBe('already-decided');
    expect(refusal(again, { ...ben, round: 2 })).toEqual({
      kind: 'over',
      text: 'That question is over. Now the question is: Release it? Nothing was changed.',
    });
    // One that is not asked yet was made up.
    expect(refusal(again, { ...ben, round: 4 })?.kind).toBe('over');
    expect(accepted(again, { ...ben, round: 3 }).decision.round).toBe(3);
  });

  it.each(['keep', 'roll-back', 'continue', 'abort', 'override'])(
    'with the word of another gate, %s',
    (action) => {
      expect(refusal(gate, { ...ana, action })).toEqual({
        kind: 'wrong-action',
        text: `This gate takes approve or reject, not ${action}. Nothing was changed.`,
      });
    },
  );

  it('without the reason that an override takes', () => {
    const closed: GateItem = { ...gate, ask: { ...asks, approve: 'override', reasonNeeded: true } };
    const request = { ...ana, action: 'override' };
    for (const reason of [undefined, '', ' \n '])
      expect(refusal(closed, { ...request, ...(reason !== undefined && { reason }) })).toEqual({
        kind: 'reason-missing',
        text: 'To override it, say why. Nothing was changed.',
      });
    expect(accepted(closed, { ...request, reason: 'hotfix' }).decision.reason).toBe('hotfix');
    // To reject takes none.
    expect(accepted(closed, { ...request, action: 'reject' }).kind).toBe('accepted');
  });
});

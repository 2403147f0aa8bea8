import { describe, expect, it } from 'vitest';
import { approval } from '../../../core/gates/approval.ts';
import { aDecision, configOf, minutes, nine, problemsOf, seenAt } from '../../support/gates.ts';

const before = configOf(approval, 'before', { timeout: '8h' });
const after = configOf(approval, 'after', { timeout: '30m', otherwise: 'keep', by: ['S0DEPLOY'] });
const eightHours = nine + minutes(480);

describe('An approval', () => {
  it('asks, until its time is up', () => {
    expect(approval.step(before, seenAt('before', nine))).toEqual({
      kind: 'waiting',
      until: eightHours,
      why: 'waits for a person',
      ask: {
        question: 'Release it?',
        approve: 'approve',
        reject: 'reject',
        anyoneWithLink: false,
        reasonNeeded: false,
      },
    });
  });

  it('after the shift asks to keep what is live or to roll it back', () => {
    expect(approval.step(after, seenAt('after', nine))).toMatchObject({
      ask: { approve: 'keep', reject: 'roll-back', by: ['S0DEPLOY'] },
    });
  });

  it('after the shift of what has made the endpoint asks to keep or reject it: nothing can be rolled back', () => {
    const nothingBefore = { nothingBefore: true };
    expect(approval.step(after, seenAt('after', nine, nothingBefore))).toMatchObject({
      ask: { question: expect.stringContaining('nothing to go back to'), approve: 'keep', reject: 'reject' },
    });
    const decision = aDecision('reject', nine);
    expect(approval.step(after, seenAt('after', nine, { ...nothingBefore, decision }))).toMatchObject({
      why: 'rejected by ana (U0ANA)',
    });
  });

  it('is passed or failed by a person', () => {
    const at = nine + minutes(5);
    const decided = (decision: ReturnType<typeof aDecision>) =>
      approval.step(before, seenAt('before', at, { decision }));
    expect(decided(aDecision('approve', at))).toEqual({ kind: 'passed', why: 'approved by ana (U0ANA)' });
    expect(decided(aDecision('reject', at, { reason: 'too risky today' }))).toEqual({
      kind: 'failed',
      why: 'rejected by ana (U0ANA): too risky today',
    });
  });

  it('takes a decision that was made in time, however late it is looked at', () => {
    const decision = aDecision('approve', eightHours - 1);
    expect(approval.step(before, seenAt('before', eightHours + minutes(1), { decision }))).toMatchObject({
      kind: 'passed',
    });
  });

  it('takes none that came at the deadline', () => {
    const decision = aDecision('approve', eightHours);
    expect(approval.step(before, seenAt('before', eightHours, { decision }))).toMatchObject({
      kind: 'failed',
    });
  });

  it.each([
    ['before', undefined, 'failed', 'rejected'],
    ['before', 'reject', 'failed', 'rejected'],
    ['before', 'approve', 'passed', 'approved'],
    ['after', undefined, 'failed', 'to be rolled back'],
    ['after', 'roll-back', 'failed', 'to be rolled back'],
    ['after', 'keep', 'passed', 'kept'],
  ] as const)('when its time is up %s the shift, otherwise: %s, has %s', (stage, otherwise, kind, done) => {
    const config = configOf(approval, stage, { timeout: '8h', ...(otherwise && { otherwise }) });
    expect(approval.step(config, seenAt(stage, eightHours - 1)).kind).toBe('waiting');
    expect(approval.step(config, seenAt(stage, eightHours))).toEqual({
      kind,
      why: `nobody decided within 8h, so it is ${done} as the manifest says`,
    });
  });

  it.each([
    ['before', { approval: {} }, ['before[0].approval.timeout: a duration such as 5m, from 1m to 720h']],
    ['before', 'approval', ['before[0]: approval with its fields, not its name alone: timeout']],
    ['before', { approval: { timeout: '8h', otherwise: 'keep' } }, ['…otherwise: approve or reject']],
    ['after', { approval: { timeout: '8h', otherwise: 'reject' } }, ['…otherwise: keep or roll-back']],
    [
      'before',
      { approval: { timeout: '8h', by: ['U0ANA'], anyoneWithLink: true } },
      ['…by: no such field where anyoneWithLink is true: a link identifies no one'],
    ],
    [
      'before',
      { approval: { timeout: '30s', otherwise: 'perhaps', by: [] } },
      ['…timeout: a duration', '…otherwise: approve', '…by: at least one who may decide'],
    ],
    ['during', { approval: { timeout: '8h' } }, ['it can stand before the shift or after the shift']],
  ] as const)('%s, as %j, is refused', (stage, written, expected) => {
    const problems = problemsOf(stage, written);
    expect(problems).toHaveLength(expected.length);
    for (const [at, text] of expected.entries())
      expect(problems[at]?.replace('·', `${stage}[0]`)).toContain(text.replace('…', ''));
  });
});

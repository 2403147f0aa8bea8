import { expect, it } from 'vitest';
import { hasPendingGates } from '../../../core/records/pending-gates.ts';
import { aRecord, aStop, instant } from '../../support/builders.ts';

const check = { kind: 'lambda', config: {} };
const gates = (during: boolean, after: boolean) => ({
  before: [check],
  during: during ? [check] : [],
  after: after ? [check] : [],
});

it.each([
  ['one that has none but before its shift', { gates: gates(false, false) }, false],
  ['one with a check in its bakes', { gates: gates(true, false) }, true],
  ['one with a gate after its shift', { gates: gates(false, true) }, true],
  ['one whose gate was not passed', { gates: gates(true, true), stop: aStop({ kind: 'gate' }) }, true],
  ['one that somebody aborted', { gates: gates(true, true), stop: aStop() }, false],
  [
    'one that goes back',
    { gates: gates(true, true), phases: { shifting: instant, 'going-back': instant } },
    false,
  ],
  [
    'one that has ended',
    {
      gates: gates(true, true),
      conclusion: { outcome: 'TIMED_OUT' as const, cause: 'c', problems: [], breaches: [], urgent: true },
    },
    false,
  ],
])('Of gates to be looked at once it is live, %s: %o %s', (_, over, owes) => {
  expect(hasPendingGates(aRecord({}, over))).toBe(owes);
});

it('A rollout that nobody knows has none', () => {
  expect(hasPendingGates(undefined)).toBe(false);
});

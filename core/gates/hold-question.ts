import { formatDuration } from '../values/duration.ts';
import type { GateQuestion } from './ask.ts';
import { type Decision, describeDecision } from './decision.ts';
import type { Step } from './gate.ts';
import type { HoldTerms } from './hold-terms.ts';

/** What people have decided about a shift: Continue or Abort. */
export function stepDecided(decision: Decision): Step<never> {
  if (decision.verdict === 'approve')
    return { kind: 'passed', why: describeDecision(decision, 'continued'), overridden: true };
  return { kind: 'failed', why: describeDecision(decision, 'aborted') };
}

/**
 * Asks people during a shift, until the time to answer is up; or aborts at once, if the terms say so.
 * @param off what has happened, such as `alarm kpi (on: hold) went off`
 * @param askedAt when people were first asked: epoch milliseconds
 */
export function stepAsking(terms: HoldTerms, off: string, askedAt: number, now: number): Step<never> {
  if (terms.meanwhile === 'abort')
    return { kind: 'failed', why: `${off}, and the manifest says to abort at once` };
  const deadline = askedAt + terms.timeoutSeconds * 1000;
  if (now < deadline) return { kind: 'waiting', until: deadline, why: off, ask: askOf(terms, off) };
  const why = `${off}, and nobody decided within ${formatDuration(terms.timeoutSeconds)}`;
  return terms.otherwise === 'continue'
    ? { kind: 'passed', why: `${why}: continued as the manifest says`, overridden: true }
    : { kind: 'failed', why: `${why}: aborted as the manifest says` };
}

const askOf = ({ by, anyoneWithLink }: HoldTerms, off: string): GateQuestion => ({
  question: `${off}. Go on all the same?`,
  approve: 'continue',
  reject: 'abort',
  ...(by && { by: [...by] }),
  anyoneWithLink,
  reasonNeeded: false,
});

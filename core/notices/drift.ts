import type { Drift } from '../drift/drift.ts';
import { plain } from '../values/plain-text.ts';
import type { Severity } from '../values/severity.ts';
import type { NextStep } from '../verdict/next-step.ts';
import type { Notice } from './notice.ts';
import { stepLines } from './step-lines.ts';

/**
 * Something other than Greenlight changed an endpoint. Told once, with what changed.
 *
 * @param steps the commands with which somebody can act on it
 */
export function driftNotice(drift: Drift, steps: readonly NextStep[]): Notice {
  const { endpoint } = drift;
  const { title, line, severity, nextSteps } = words(drift);
  return {
    endpoint,
    thread: `${endpoint}-drift`,
    phase: 'drift',
    severity,
    title: `:eyes: ${endpoint}: ${plain(title)}`,
    lines: [
      plain(line),
      // The reason for an earlier failure does not explain the deletion.
      ...(drift.failureReason === undefined || drift.what === 'deleted' ? [] : [plain(drift.failureReason)]),
      'No rollout of Greenlight did this. The next one starts from what is there now.',
    ],
    nextSteps: [...stepLines(steps), ...nextSteps],
  };
}

function words(drift: Drift): { title: string; line: string; severity: Severity; nextSteps: string[] } {
  const { endpoint, from, to, status } = drift;
  switch (drift.what) {
    case 'config':
      return {
        title: `serves ${to} now, put there by somebody else`,
        line: `The endpoint config was ${from} and is ${to}.`,
        severity: 'warning',
        nextSteps: [],
      };
    case 'deleted':
      // People are told to delete a Failed endpoint, so this is expected.
      if (drift.was === 'Failed')
        return {
          title: 'the Failed endpoint was deleted',
          line: `It served nothing; its config was ${from}. The next release creates it anew, which takes a manifest.`,
          severity: 'info',
          nextSteps: [],
        };
      return {
        title: 'the endpoint was deleted',
        line: `It served ${from}. The next release creates it anew, which takes a manifest.`,
        severity: 'critical',
        nextSteps: [`Find out who deleted endpoint ${endpoint} (CloudTrail: DeleteEndpoint).`],
      };
    case 'appeared':
      return {
        title: 'the endpoint exists again',
        line: `It had been deleted and was made again by somebody else, with ${to}.`,
        severity: 'warning',
        nextSteps: [],
      };
    case 'failed':
      return {
        title: `the endpoint is ${status}`,
        line: `It served ${from} when it was last seen well; its config is ${to} now.`,
        severity: 'critical',
        nextSteps: [failedRemedy(endpoint, status)],
      };
    case 'recovered':
      return {
        title: 'the endpoint is InService again',
        line: `It serves ${to}.`,
        severity: 'info',
        nextSteps: [],
      };
    default:
      return drift.what satisfies never;
  }
}

/**
 * "If it is Failed, DeleteEndpoint is the only allowed operation"; UpdateRollbackFailed accepts another
 * update.
 */
const failedRemedy = (endpoint: string, status: string): string =>
  status === 'UpdateRollbackFailed'
    ? `Both configs may be serving. Any update mends it: update endpoint ${endpoint} to a config that works.`
    : `Look at endpoint ${endpoint} now. A Failed endpoint can only be deleted and made again.`;

import { openProposals, type Proposal, proposedCommand } from '../records/proposal.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import type { Action, ShownProposal } from './api.ts';

/**
 * What is proposed to people for an endpoint and still open, with the buttons that do it or say no to it. Whether it would
 * still do what was proposed is found out by the command itself.
 *
 * @param records the endpoint's
 * @param now epoch milliseconds
 */
export const shownProposals = (
  proposals: readonly Proposal[],
  records: readonly RolloutRecord[],
  now: number,
): ShownProposal[] => openProposals(proposals, records, now).map(shown);

function shown(proposal: Proposal): ShownProposal {
  const { key, kind, endpoint, rollout, release, to, by, reason, at, until } = proposal;
  const what = {
    abort: `stop ${rollout}`,
    rollback: `roll ${endpoint} back${to === undefined ? '' : ` to ${to}`}`,
    retry: `try ${release ?? rollout} again`,
  }[kind];
  const answers: Action[] = [
    {
      ...{ kind: 'confirm', label: 'Confirm', proposal: key, why: null },
      means: `You ${what}, as this command does it: ${proposedCommand(proposal)}`,
      reasonNeeded: kind === 'abort',
    },
    {
      ...{ kind: 'decline', label: 'Decline', proposal: key, why: null, reasonNeeded: false },
      means: 'It is proposed no longer. Nothing else changes.',
    },
  ];
  return { key, kind, what, rollout, by, reason, at, until, command: proposedCommand(proposal), answers };
}

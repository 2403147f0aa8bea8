import type { CommandResult } from '../../core/commands/contract.ts';
import { type ProposalState, proposalState } from '../../core/records/proposal.ts';
import { epochMsOf, instantAt, utcMinute } from '../../core/values/instant.ts';
import type { CommandPorts, DeclineCommand } from './commands.ts';

/**
 * Somebody says no to a proposal: nobody is asked any more to do it, and another one of its kind may be made. It is not told:
 * whoever proposed sees it gone, and the proposal keeps who declined it and why.
 */
export async function decline(
  { ledger }: Pick<CommandPorts, 'ledger'>,
  { endpoint, proposal: key, by, reason, unproven }: DeclineCommand,
  now: () => number,
): Promise<CommandResult> {
  if (unproven) return nothing('declining needs a proven identity: the proposal keeps who it was');
  const proposal = (await ledger.proposals(endpoint)).find((one) => one.key === key);
  if (proposal === undefined) return nothing(`there is no such proposal for ${endpoint} any more`);
  const state = proposalState(proposal, await ledger.rollouts(endpoint), now());
  // The same answer again.
  if (state.kind === 'declined' && state.by === by) return declined(proposal);
  if (state.kind !== 'open') return nothing(`it is not open any more: ${whyNot(state)}`);
  const answer = { by, at: instantAt(now()), ...(reason && { reason }) };
  return (await ledger.keepProposal({ ...proposal, declined: answer }, key))
    ? declined(proposal)
    : nothing(`somebody else has just proposed something else for ${endpoint}`);
}

const called = { abort: 'the abort', rollback: 'the rollback', retry: 'the retry' } as const;

const declined = ({ kind, endpoint }: { kind: keyof typeof called; endpoint: string }): CommandResult => ({
  done: 'declined',
  message: `${called[kind]} of ${endpoint} that was proposed is declined; nothing else has changed`,
});

function whyNot(state: Exclude<ProposalState, { kind: 'open' }>): string {
  switch (state.kind) {
    case 'done':
      return `${state.by} has done it`;
    case 'declined':
      return `${state.by} declined it at ${utcMinute(epochMsOf(state.at))}`;
    case 'overtaken':
      return 'it would not do any more what was proposed';
    case 'expired':
      return 'it has lapsed';
    default:
      return state satisfies never;
  }
}

const nothing = (why: string): CommandResult => ({
  done: 'nothing',
  message: `${why}; nothing was changed`,
});

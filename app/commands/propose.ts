import type { CommandResult } from '../../core/commands/contract.ts';
import { type ProposedWords, proposalNotice } from '../../core/notices/proposal.ts';
import { type Proposal, proposalMs, proposalState } from '../../core/records/proposal.ts';
import { epochMsOf, instantAt, utcMinute } from '../../core/values/instant.ts';
import { endpointReceipt, once } from '../notices/once.ts';
import { tell } from '../notices/tell.ts';
import type { CommandPorts, ProposeCommand } from './commands.ts';
import { proposable } from './proposable.ts';

/**
 * Proposes something to people: whether it is possible now is found out, it is stored for an hour and told. Nothing follows
 * from it. At most one of a kind is open for an endpoint, so that nobody is flooded.
 */
export async function propose(
  ports: CommandPorts,
  { endpoint, what, by, reason, key, unproven }: ProposeCommand,
  now: () => number,
): Promise<CommandResult> {
  const { ledger } = ports;
  if (unproven)
    return nothing(
      'a proposal needs a proven identity, since people act on it: propose by a signed request (npx greenlight docs mcp)',
    );
  const found = await proposable(ports, endpoint, what);
  const before = await ledger.proposal(endpoint, what.kind);
  if (before?.key === key) {
    // Sent again. It may be stored and not told yet.
    if (found.kind === 'possible') await tellProposal(ports, before, found.words);
    return proposed(before);
  }
  if (found.kind === 'refused') return found.result;
  if (before !== undefined) {
    const state = proposalState(before, await ledger.rollouts(endpoint), now());
    if (state.kind === 'open') {
      // Whoever stored it may have died before it was told.
      await tellProposal(ports, before, found.words);
      return nothing(openText(before));
    }
  }
  const at = now();
  const proposal: Proposal = {
    ...found.about,
    ...{ endpoint, by, reason, key },
    ...{ at: instantAt(at), until: instantAt(at + proposalMs) },
  };
  if (!(await ledger.keepProposal(proposal, before?.key)))
    return nothing(`somebody else has just proposed ${called[what.kind]} of ${endpoint}`);
  await tellProposal(ports, proposal, found.words);
  return proposed(proposal);
}

/** Once. */
async function tellProposal(ports: CommandPorts, proposal: Proposal, words: ProposedWords): Promise<void> {
  const { endpoint, rollout, kind, release, to, by, reason, at, until, key } = proposal;
  const told = {
    schemaVersion: '1',
    ...{ at, endpoint, rollout },
    phase: 'proposal',
    proposal: {
      kind,
      ...(release !== undefined && { release }),
      ...(to !== undefined && { to }),
      by,
      reason,
      until,
    },
  } as const;
  await once(ports.ledger, endpointReceipt(endpoint, `proposal#${key}`, at, { by, kind }), () =>
    tell(ports, told, proposalNotice(proposal, words, ports.commandFlags)),
  );
}

const called = { abort: 'an abort', rollback: 'a rollback', retry: 'a retry' } as const;

const proposed = ({ kind, endpoint, rollout, until }: Proposal): CommandResult => ({
  done: 'proposed',
  message: `people are told that ${called[kind]} of ${endpoint} is proposed; nothing has been done, and it lapses at ${utcMinute(epochMsOf(until))} unless somebody does it`,
  ...(rollout !== null && { rollout }),
});

const openText = ({ kind, endpoint, by, until }: Proposal): string =>
  `${called[kind]} of ${endpoint} is proposed already, by ${by}, until ${utcMinute(epochMsOf(until))}`;

const nothing = (why: string): CommandResult => ({
  done: 'nothing',
  message: `${why}; nothing was proposed`,
});

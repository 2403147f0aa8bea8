import type { ActRequest } from '../../../core/dashboard/api.ts';
import type { Proposal } from '../../../core/records/proposal.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import type { Command } from '../../aws/operate.ts';

const withReason = (reason: string | undefined) => (reason === undefined ? {} : { reason });

type Proposed = Pick<Proposal, 'kind' | 'rollout' | 'release' | 'to'>;

/** The command behind a button: the same that people type, about exactly the rollout and the question that were shown. */
export function commandOf(
  { endpoint, name }: Pick<RolloutRecord, 'endpoint' | 'name'>,
  { kind, gate, round, proposal, reason }: ActRequest,
  proposed?: Proposed,
): Command {
  switch (kind) {
    case 'approve':
    case 'continue':
    case 'reject':
      return {
        command: 'decide',
        endpoint,
        action: kind === 'reject' ? 'reject' : 'approve',
        ...(gate !== undefined && { gate }),
        ...(round !== undefined && { round }),
        ...withReason(reason),
      };
    case 'abort':
      return { command: 'abort', endpoint, release: name, reason: reason ?? '' };
    case 'rollback':
      return { command: 'rollback', endpoint, from: name, ...withReason(reason) };
    case 'retry':
      return { command: 'retry', endpoint, release: name, ...withReason(reason) };
    case 'judge-off':
    case 'judge-on':
      return {
        command: 'judge',
        endpoint,
        status: kind === 'judge-off' ? 'off' : 'on',
        reason: reason ?? '',
      };
    case 'confirm':
      if (proposed === undefined) throw new Error('there is nothing to confirm');
      return commandOfProposal(endpoint, proposed, reason);
    case 'decline':
      return { command: 'decline', endpoint, proposal: proposal ?? '', ...withReason(reason) };
    default:
      return kind satisfies never;
  }
}

/** What is proposed, as whoever confirms it would have typed it. */
function commandOfProposal(
  endpoint: string,
  { kind, rollout, release, to }: Proposed,
  reason?: string,
): Command {
  switch (kind) {
    case 'abort':
      return {
        ...{ command: 'abort', endpoint, reason: reason ?? '' },
        ...(rollout !== null && { release: rollout }),
      };
    case 'rollback':
      return { command: 'rollback', endpoint, ...(to !== undefined && { to }), ...withReason(reason) };
    case 'retry':
      return { command: 'retry', endpoint, release: release ?? rollout ?? '', ...withReason(reason) };
    default:
      return kind satisfies never;
  }
}

import type { ActRequest } from '../../../core/dashboard/api.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import type { Command } from '../../aws/operate.ts';

const withReason = (reason: string | undefined) => (reason === undefined ? {} : { reason });

/** The command behind a button: the same that people type, about exactly the rollout and the question that were shown. */
export function commandOf(
  { endpoint, name }: Pick<RolloutRecord, 'endpoint' | 'name'>,
  { kind, gate, round, reason }: ActRequest,
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
    default:
      return kind satisfies never;
  }
}

import type { Command, CommandResult } from '../../core/commands/contract.ts';
import type { Who } from '../../core/gates/who.ts';
import type { Commands } from './commands.ts';

/** The author of a command: `by` for the ledger, and the deciding identity for a gate's question. */
export interface Caller {
  readonly by: string;
  readonly who: Who;
  /** The person has no proven identity. */
  readonly unproven?: true;
}

export function execute(
  operations: Commands,
  command: Command,
  { by, who, unproven }: Caller,
): Promise<CommandResult> {
  switch (command.command) {
    case 'abort':
      return operations.abort({ ...command, by });
    case 'retry':
      return operations.retry({ ...command, by });
    case 'rollback':
      return operations.rollback({ ...command, by });
    case 'judge':
      return operations.judge({ ...command, by });
    case 'decide':
      return operations.decide({ ...command, who, ...(unproven && { unproven }) });
    case 'adopt':
      return operations.adopt({ ...command, by });
    case 'propose':
      return operations.propose({ ...command, by, ...(unproven && { unproven }) });
    case 'decline':
      return operations.decline({ ...command, by, ...(unproven && { unproven }) });
    default:
      return command satisfies never;
  }
}

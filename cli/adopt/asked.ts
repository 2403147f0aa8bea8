import type { CommandResult } from '../../core/commands/contract.ts';
import type { Aws } from '../aws/aws.ts';
import { type Command, operate } from '../aws/operate.ts';
import { unprovenText } from '../aws/unproven-text.ts';

/** The controller's answer. Where AWS did not prove who asks, that is told on stderr, as by other commands. */
export async function asked(aws: Aws, command: Command, by: string | undefined): Promise<CommandResult> {
  const { operated, unproven } = await operate(aws, command, by);
  if (unproven !== undefined) process.stderr.write(`greenlight: ${unprovenText(unproven)}\n`);
  return operated;
}

import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { execute } from '../app/commands/execute.ts';
import { commandsOf } from '../composition/commands.ts';
import type { CommandResult } from '../core/commands/contract.ts';
import { commandSchema } from '../core/commands/contract.ts';

/** Lambda does not tell a function who invokes it, so callers name themselves. */
const eventSchema = z.intersection(commandSchema, z.object({ by: z.string() }));

/**
 * People's commands: abort, retry, roll back, decide. The right to invoke this function is the right to do
 * all that. Nothing proves who the caller is, so this function does not decide gates that name who may
 * decide. operate-signed does that.
 */
export function make(seam: Seam) {
  const operations = commandsOf(seam);

  return async (event: unknown): Promise<CommandResult> => {
    const command = eventSchema.parse(event);
    seam.log.info('asked for', { ...command });
    const { by } = command;
    return execute(operations, command, { by, who: { via: 'iam', arn: by }, unproven: true });
  };
}

export const handler = onAws(make);

import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { execute } from '../app/commands/execute.ts';
import { commandsOf } from '../composition/commands.ts';
import type { CommandResult } from '../core/commands/contract.ts';
import { commandSchema } from '../core/commands/contract.ts';

/** Lambda does not say who invokes it, so it is for them to say. */
const eventSchema = z.intersection(commandSchema, z.object({ by: z.string() }));

/**
 * What people ask for: to abort, to try again, to go back, to decide. The rights to invoke this are the rights to do
 * so. Whoever invokes it is taken at their word, so a gate that names who may decide it is not decided here: that is
 * for operate-signed.
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

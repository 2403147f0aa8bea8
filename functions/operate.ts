import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { fulfil, wishSchema } from '../app/commands/command.ts';
import type { Operated } from '../app/commands/commands.ts';
import { operationsOnAws } from '../composition/commands.ts';

/** Lambda does not say who invokes it, so it is for them to say. */
const eventSchema = z.intersection(wishSchema, z.object({ by: z.string() }));

/**
 * What people ask for: to abort, to try again, to go back, to decide. The rights to invoke this are the rights to do
 * so. Whoever invokes it is taken at their word, so a gate that names who may decide it is not decided here: that is
 * for operate-signed.
 */
export function make(seam: Seam) {
  const operations = operationsOnAws(seam);

  return async (event: unknown): Promise<Operated> => {
    const wish = eventSchema.parse(event);
    seam.log.info('asked for', { ...wish });
    const { by } = wish;
    return fulfil(operations, wish, { by, who: { via: 'iam', arn: by }, unproven: true });
  };
}

export const handler = onAws(make);

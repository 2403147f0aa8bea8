import * as z from 'zod';
import type { Operated } from './shared/operations.ts';
import { operationsOnAws } from './shared/operations-on-aws.ts';
import { onAws, type Seam } from './shared/seam.ts';

/** One wish of a person's. `key` is of its own: the same wish, sent again, changes nothing more. */
const who = { by: z.string().min(1).max(200), key: z.string().min(1).max(100), endpoint: z.string() };
const wishSchema = z.discriminatedUnion('command', [
  /** Of the rollout under way, or of the release named: also one that still waits for its turn. */
  z.object({
    command: z.literal('abort'),
    ...who,
    reason: z.string().min(1).max(500),
    release: z.string().optional(),
  }),
  z.object({
    command: z.literal('retry'),
    ...who,
    reason: z.string().max(500).optional(),
    release: z.string(),
  }),
  z.object({
    command: z.literal('rollback'),
    ...who,
    reason: z.string().max(500).optional(),
    to: z.string().optional(),
    /** Past all gates. */
    fast: z.boolean().default(false),
  }),
  /** Of the gate that asks now, or of the one named: `<rollout>/<stage>/<n>`. */
  z.object({
    command: z.literal('decide'),
    ...who,
    action: z.enum(['approve', 'reject']),
    gate: z.string().optional(),
    reason: z.string().max(500).optional(),
  }),
]);

/** What people ask for: to abort, to try again, to go back. The rights to invoke this are the rights to do so. */
export function make(seam: Seam) {
  const { abort, retry, rollback, decide } = operationsOnAws(seam);

  return async (event: unknown): Promise<Operated> => {
    const wish = wishSchema.parse(event);
    seam.log.info('asked for', { ...wish });
    switch (wish.command) {
      case 'abort':
        return abort(wish);
      case 'retry':
        return retry(wish);
      case 'rollback':
        return rollback(wish);
      case 'decide':
        // Lambda does not say who invokes it.
        return decide({ ...wish, who: { via: 'iam', arn: wish.by }, unproven: true });
      default:
        return wish satisfies never;
    }
  };
}

export const handler = onAws(make);

import * as z from 'zod';
import type { Who } from '../../core/gates/who.ts';
import type { Operated, Operations } from './commands.ts';

/** `key` is the wish's own: the same one, sent again, changes nothing more. */
const about = {
  key: z.string().min(1).max(100),
  endpoint: z.string(),
  /** What they call themselves. */
  by: z
    .string()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u, { error: 'one line of text' })
    .optional(),
};

/** One wish of a person's. Unknown members are refused: what is asked for is done wholly or not at all. */
export const wishSchema = z.discriminatedUnion('command', [
  /** Of the rollout under way, or of the release named: also one that still waits for its turn. */
  z.strictObject({
    command: z.literal('abort'),
    ...about,
    reason: z.string().min(1).max(500),
    release: z.string().optional(),
  }),
  z.strictObject({
    command: z.literal('retry'),
    ...about,
    reason: z.string().max(500).optional(),
    release: z.string(),
  }),
  z.strictObject({
    command: z.literal('rollback'),
    ...about,
    reason: z.string().max(500).optional(),
    to: z.string().optional(),
    /** Past all gates. */
    fast: z.boolean().default(false),
  }),
  /** Of the gate that asks now, or of the one named: `<rollout>/<stage>/<n>`. */
  z.strictObject({
    command: z.literal('decide'),
    ...about,
    action: z.enum(['approve', 'reject']),
    gate: z.string().optional(),
    reason: z.string().max(500).optional(),
  }),
]);
export type Wish = z.infer<typeof wishSchema>;

/** Whose wish it is: `by` as the ledger is to tell it; and who decides, where it is a gate's question. */
export interface Asker {
  readonly by: string;
  readonly who: Who;
  /** Nobody has proven who they are. */
  readonly unproven?: true;
}

export function fulfil(operations: Operations, wish: Wish, { by, who, unproven }: Asker): Promise<Operated> {
  switch (wish.command) {
    case 'abort':
      return operations.abort({ ...wish, by });
    case 'retry':
      return operations.retry({ ...wish, by });
    case 'rollback':
      return operations.rollback({ ...wish, by });
    case 'decide':
      return operations.decide({ ...wish, who, ...(unproven && { unproven }) });
    default:
      return wish satisfies never;
  }
}

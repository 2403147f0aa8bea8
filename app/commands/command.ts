import * as z from 'zod';
import type { Who } from '../../core/gates/who.ts';
import type { CommandResult, Commands } from './commands.ts';

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
export const commandSchema = z.discriminatedUnion('command', [
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
export type Command = z.infer<typeof commandSchema>;

/** Whose wish it is: `by` as the ledger is to tell it; and who decides, where it is a gate's question. */
export interface Caller {
  readonly by: string;
  readonly who: Who;
  /** Nobody has proven who they are. */
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
    case 'decide':
      return operations.decide({ ...command, who, ...(unproven && { unproven }) });
    default:
      return command satisfies never;
  }
}

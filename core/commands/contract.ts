import * as z from 'zod';

/** `key` is the request's own: the same one, sent again, changes nothing more. */
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

/** What a person asks for. Unknown members are refused: what is asked for is done wholly or not at all. */
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
/** As it is sent: what has a default may be left out. */
export type CommandInput = z.input<typeof commandSchema>;

/** What became of a command. `done: nothing` says why in `message`; nothing was changed then. */
export const commandResultSchema = z.object({
  done: z.enum(['stopped', 'stopping', 'started', 'decided', 'nothing']),
  message: z.string(),
  rollout: z.string().optional(),
});
export type CommandResult = Readonly<z.infer<typeof commandResultSchema>>;

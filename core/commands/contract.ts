import * as z from 'zod';

/** `key` identifies the request: sending the same one again changes nothing more. */
const about = {
  key: z.string().min(1).max(100),
  endpoint: z.string(),
  /** The name that the person gives. */
  by: z
    .string()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u, { error: 'one line of text' })
    .optional(),
};

/** What a person asks for. Unknown members are refused, so that no part of a request is silently ignored. */
export const commandSchema = z.discriminatedUnion('command', [
  /** Of the running rollout, or of the release named, which may still be queued. */
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
    /** Skips all gates. */
    fast: z.boolean().default(false),
  }),
  /** Of the gate that asks now, or of the named one: `<rollout>/<stage>/<n>`. */
  z.strictObject({
    command: z.literal('decide'),
    ...about,
    action: z.enum(['approve', 'reject']),
    gate: z.string().optional(),
    reason: z.string().max(500).optional(),
  }),
  /**
   * Records what the endpoint serves, once it has opted in, as what its first release can be rolled back to;
   * with `undo`, forgets that.
   */
  z.strictObject({ command: z.literal('adopt'), ...about, undo: z.boolean().default(false) }),
  /** Whether rollouts of the endpoint are compared with what served before. */
  z.strictObject({
    command: z.literal('judge'),
    ...about,
    status: z.enum(['off', 'on']),
    reason: z.string().min(1).max(500),
  }),
]);
export type Command = z.infer<typeof commandSchema>;
/** As the client sends it: members with a default are optional. */
export type CommandInput = z.input<typeof commandSchema>;

/** The result of a command. With `done: nothing`, nothing was changed and `message` says why. */
export const commandResultSchema = z.object({
  done: z.enum(['stopped', 'stopping', 'started', 'decided', 'adopted', 'forgotten', 'switched', 'nothing']),
  message: z.string(),
  rollout: z.string().optional(),
});
export type CommandResult = Readonly<z.infer<typeof commandResultSchema>>;

import * as z from 'zod';
import { endpointNamePattern } from '../artifact-key.ts';
import { oneLine } from '../values/plain-text.ts';

/** Whatever AWS would refuse is refused here, with the reason: it would end the function with an error. */
const endpointName = z.string().regex(endpointNamePattern, {
  error: 'an endpoint’s name: letters, digits and inner hyphens, at most 63',
});

/** Of a release, a rollout, an endpoint config or a gate: far longer than any. */
const named = (what: string) =>
  z.string().regex(/^[\w./-]{1,250}$/, { error: `${what}: letters, digits and -, _, . or /, at most 250` });

/** `key` identifies the request: sending the same one again changes nothing more. */
const about = {
  key: z.string().min(1).max(100),
  endpoint: endpointName,
  /** The name that the person gives. */
  by: z
    .string()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u, { error: 'one line of text' })
    .optional(),
};

/** Why, in somebody's own words. One line: it stands in messages and in terminals, where a second one could pass for ours. */
const words = z
  .string()
  .max(500)
  .transform((text) => oneLine(text).trim());

/** A command, as it is proposed to people, with the members that decide what it does. */
const proposedSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('abort'),
    release: named('the name of a release or a rollout').optional(),
  }),
  z.strictObject({
    kind: z.literal('rollback'),
    to: named('the name of a release or a config, or baseline').optional(),
  }),
  z.strictObject({ kind: z.literal('retry'), release: named('the name of a release or a rollout') }),
]);
export type Proposed = z.infer<typeof proposedSchema>;

/** What a person asks for. Unknown members are refused, so that no part of a request is silently ignored. */
export const commandSchema = z.discriminatedUnion('command', [
  /** Of the running rollout, or of the release named, which may still be queued. */
  z.strictObject({
    command: z.literal('abort'),
    ...about,
    reason: words.pipe(z.string().min(1)),
    release: named('the name of a release or a rollout').optional(),
  }),
  z.strictObject({
    command: z.literal('retry'),
    ...about,
    reason: words.optional(),
    release: named('the name of a release or a rollout'),
  }),
  z.strictObject({
    command: z.literal('rollback'),
    ...about,
    reason: words.optional(),
    to: named('the name of a release or a config, or baseline').optional(),
    /** The rollout to roll back from, and only while its release serves: what a page showed may be long ago. */
    from: named('the name of a rollout').optional(),
    /** Skips all gates. */
    fast: z.boolean().default(false),
  }),
  /** Of the gate that asks now, or of the named one: `<rollout>/<stage>/<n>`. */
  z.strictObject({
    command: z.literal('decide'),
    ...about,
    action: z.enum(['approve', 'reject']),
    gate: named('a gate’s name, such as <rollout>/before/0').optional(),
    /** The number of the question that is answered, where the person has seen one; by default the current one. */
    round: z.number().int().positive().optional(),
    reason: words.optional(),
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
    reason: words.pipe(z.string().min(1)),
  }),
  /**
   * Tells people what somebody thinks should be done. It does nothing: whoever may gives the command itself, or presses its
   * button.
   */
  z.strictObject({
    command: z.literal('propose'),
    ...about,
    reason: words.pipe(z.string().min(1)),
    what: proposedSchema,
  }),
  /** Takes a proposal off the list of what people are asked to do. Nothing else follows from it. */
  z.strictObject({
    command: z.literal('decline'),
    ...about,
    /** The key of the proposal, so that no other one is declined than the one that was read. */
    proposal: z.string().min(1).max(100),
    reason: words.optional(),
  }),
]);
export type Command = z.infer<typeof commandSchema>;
/** As the client sends it: members with a default are optional. */
export type CommandInput = z.input<typeof commandSchema>;

/** The result of a command. With `done: nothing`, nothing was changed and `message` says why. */
export const commandResultSchema = z.object({
  done: z.enum([
    'stopped',
    'stopping',
    'started',
    'decided',
    'adopted',
    'forgotten',
    'switched',
    'proposed',
    'declined',
    'nothing',
  ]),
  message: z.string(),
  rollout: z.string().optional(),
});
export type CommandResult = Readonly<z.infer<typeof commandResultSchema>>;

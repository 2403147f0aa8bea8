import * as z from 'zod';
import { decisionActionSchema } from '../links/decision-action.ts';

/** Somebody pressed one of our buttons. It travels through a queue, so it is parsed again at its end. */
export const clickSchema = z.object({
  action: decisionActionSchema,
  /** The button's value: a signed reference, to be verified for the channel as its audience. */
  reference: z.string(),
  /** By the channel's own id, which it has proven. */
  user: z.object({ id: z.string(), name: z.string(), team: z.string() }),
  /** Where in the chat. */
  channel: z.string(),
  /** The message that holds the button; and its thread, if it is a reply. */
  message: z.string(),
  thread: z.string().optional(),
  /** Where an answer for this person alone may be posted, for as long as the channel takes answers. */
  responseUrl: z.string(),
  /** Tells one press from another: the same press may be sent twice. */
  trigger: z.string(),
});
export type Click = z.infer<typeof clickSchema>;

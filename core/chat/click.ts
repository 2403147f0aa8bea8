import * as z from 'zod';
import { decisionActionSchema } from '../links/decision-action.ts';

/**
 * Somebody pressed one of our buttons. The click travels through a queue, so it is parsed again when
 * received.
 */
export const clickSchema = z.object({
  action: decisionActionSchema,
  /** The button's value: a signed reference. It must be verified with the channel as its audience. */
  reference: z.string(),
  /** The user's id, verified by the channel. */
  user: z.object({ id: z.string(), name: z.string(), team: z.string() }),
  /** The place in the chat. */
  channel: z.string(),
  /** The message that holds the button, and its thread if it is a reply. */
  message: z.string(),
  thread: z.string().optional(),
  /** The URL for an answer that only this person sees, while the channel accepts answers. */
  responseUrl: z.string(),
  /** Identifies the press: the same press may be sent twice. */
  trigger: z.string(),
});
export type Click = z.infer<typeof clickSchema>;

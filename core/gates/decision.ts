import * as z from 'zod';
import { channelIdSchema } from '../values/channel-id.ts';

/** A person's decision at a gate. */
export const decisionSchema = z.object({
  verdict: z.enum(['approve', 'reject']),
  /** A user's id in the channel, or an IAM ARN. A link identifies no one: `anyone with the link`. */
  by: z.string(),
  /** The name that people know, if known. */
  name: z.string().optional(),
  via: z.enum([...channelIdSchema.options, 'iam', 'link']),
  /** Epoch milliseconds. */
  at: z.number(),
  /** The number of the question that it answers. */
  round: z.number().int().positive(),
  reason: z.string().optional(),
  /** The digest of the settled release that was asked about. Absent in decisions of version 0.1. */
  digest: z.string().optional(),
  /** The key of the press or command that it came by. The same key again is not a second answer. */
  key: z.string().optional(),
});
export type Decision = z.infer<typeof decisionSchema>;

/** `ana (U024BE7LH)`, or the id alone. */
export const describeDecider = ({ by, name }: Pick<Decision, 'by' | 'name'>): string =>
  name === undefined ? by : `${name} (${by})`;

/** `approved by ana (U024BE7LH): looks fine` */
export function describeDecision(decision: Pick<Decision, 'by' | 'name' | 'reason'>, done: string): string {
  const reason = decision.reason === undefined ? '' : `: ${decision.reason}`;
  return `${done} by ${describeDecider(decision)}${reason}`;
}

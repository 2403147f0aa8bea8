import * as z from 'zod';
import { channelIdSchema } from '../values/channel-id.ts';

/** What a person made of a gate. */
export const decisionSchema = z.object({
  verdict: z.enum(['approve', 'reject']),
  /** A user's id in the channel or an IAM ARN; of a link, which identifies no one, `anyone with the link`. */
  by: z.string(),
  /** As people know them, where that is known. */
  name: z.string().optional(),
  via: z.enum([...channelIdSchema.options, 'iam', 'link']),
  /** Epoch milliseconds. */
  at: z.number(),
  /** Which of the gate's questions it answers. */
  round: z.number().int().positive(),
  reason: z.string().optional(),
  /** Of what would be released, as it was asked about. Not in those of version 0.1. */
  digest: z.string().optional(),
  /** Of the press or the command that it came by: the same, come again, is no second answer. */
  key: z.string().optional(),
});
export type Decision = z.infer<typeof decisionSchema>;

/** `ana (U024BE7LH)`, or the id alone. */
export const describeDecider = ({ by, name }: Pick<Decision, 'by' | 'name'>): string =>
  name === undefined ? by : `${name} (${by})`;

/** `approved by ana (U024BE7LH): looks fine` */
export function describeDecision(decision: Decision, done: string): string {
  const reason = decision.reason === undefined ? '' : `: ${decision.reason}`;
  return `${done} by ${describeDecider(decision)}${reason}`;
}

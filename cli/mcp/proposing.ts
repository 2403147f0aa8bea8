import * as z from 'zod';
import type { Proposed } from '../../core/commands/contract.ts';
import { withAws } from '../aws/aws.ts';
import { operate } from '../aws/operate.ts';
import { unprovenText } from '../aws/unproven-text.ts';
import { UsageError } from '../usage-error.ts';
import type { ToolContext } from './tool.ts';

/** What the tools that propose have in common. */

export const reasonInput = z
  .string()
  .min(1)
  .max(500)
  .describe('Why, in one line: people read it before they decide');

export const proposalOutput = z.object({
  proposed: z.boolean().describe('False if nothing was proposed: message says why'),
  message: z.string(),
  rollout: z.string().optional().describe('What it is about'),
});

export const neverDoes =
  'Only tells people, in the rollout’s Slack thread and by SNS, who do it or not. It lapses after an hour; at most one is open for an endpoint.';

/** Asks the controller, with a signed request, to tell people. */
export function proposed(
  { target, assistant }: ToolContext,
  endpoint: string,
  what: Proposed,
  reason: string,
): Promise<z.infer<typeof proposalOutput>> {
  return withAws(target, async (aws) => {
    const command = { command: 'propose', endpoint, what, reason } as const;
    const { operated, unproven } = await operate(aws, command, `an assistant, ${assistant()}`);
    const { done, message, rollout } = operated;
    if (unproven !== undefined) throw new UsageError(`${message} (${unprovenText(unproven)})`);
    return { proposed: done === 'proposed', message, ...(rollout !== undefined && { rollout }) };
  });
}

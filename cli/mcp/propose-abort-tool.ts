import * as z from 'zod';
import { endpointInput, rolloutInput } from './inputs.ts';
import { neverDoes, proposalOutput, proposed, reasonInput } from './proposing.ts';
import type { Tool } from './tool.ts';

const input = z.strictObject({
  endpoint: endpointInput,
  rollout: rolloutInput
    .optional()
    .describe('A rollout or release of it that is under way; by default the running one'),
  reason: reasonInput,
});

/** Proposes `greenlight abort`. */
export const proposeAbortTool: Tool<typeof input, typeof proposalOutput> = {
  name: 'propose_abort',
  title: 'Propose to stop a rollout',
  description: `Proposes to people to stop a rollout that is under way. ${neverDoes}`,
  input,
  output: proposalOutput,
  proposes: true,
  run: (context, { endpoint, rollout, reason }) =>
    proposed(
      context,
      endpoint,
      { kind: 'abort', ...(rollout !== undefined && { release: rollout }) },
      reason,
    ),
};

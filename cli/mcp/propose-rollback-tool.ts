import * as z from 'zod';
import { endpointInput } from './inputs.ts';
import { neverDoes, proposalOutput, proposed, reasonInput } from './proposing.ts';
import type { Tool } from './tool.ts';

const input = z.strictObject({
  endpoint: endpointInput,
  to: z
    .string()
    .regex(/^[\w.-]{1,100}$/, { error: 'expected a release, an endpoint config, or baseline' })
    .optional()
    .describe('A release that was deployed, or baseline; by default what served before'),
  reason: reasonInput,
});

/** Proposes `greenlight rollback`. */
export const proposeRollbackTool: Tool<typeof input, typeof proposalOutput> = {
  name: 'propose_rollback',
  title: 'Propose to go back',
  description: `Proposes to people to go back to what an endpoint served before, or to a release that is kept. ${neverDoes}`,
  input,
  output: proposalOutput,
  proposes: true,
  run: (context, { endpoint, to, reason }) =>
    proposed(context, endpoint, { kind: 'rollback', ...(to !== undefined && { to }) }, reason),
};

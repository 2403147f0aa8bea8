import * as z from 'zod';
import { endpointOf } from '../reads/endpoint-of.ts';
import { endpointInput, rolloutInput } from './inputs.ts';
import { neverDoes, proposalOutput, proposed, reasonInput } from './proposing.ts';
import type { Tool } from './tool.ts';

const input = z.strictObject({
  release: rolloutInput.describe('The release that has ended, such as iris-2a0a1c8a80c0'),
  endpoint: endpointInput.optional().describe('Needed if the endpoint’s name has 40 characters or more'),
  reason: reasonInput,
});

/** Proposes `greenlight retry`. */
export const proposeRetryTool: Tool<typeof input, typeof proposalOutput> = {
  name: 'propose_retry',
  title: 'Propose to try a release again',
  description: `Proposes to people to try again to put a release live. ${neverDoes}`,
  input,
  output: proposalOutput,
  proposes: true,
  run: (context, { release, endpoint, reason }) =>
    proposed(context, endpoint ?? endpointOf(release), { kind: 'retry', release }, reason),
};

import * as z from 'zod';
import { factsSchema } from '../../core/recording/facts.ts';
import { withAws } from '../aws/aws.ts';
import { recordsOf } from '../aws/records.ts';
import { readHistory } from '../reads/read-history.ts';
import { endpointInput } from './inputs.ts';
import { asOf, gateOutput } from './outputs.ts';
import type { Tool } from './tool.ts';

const input = z.strictObject({
  endpoint: endpointInput,
  limit: z.number().int().min(1).max(50).default(10).describe('How many at most'),
});
const output = z.object({
  asOf,
  endpoint: z.string(),
  rollouts: z.array(
    z.object({
      ...factsSchema.pick({
        rollout: true,
        release: true,
        version: true,
        attempt: true,
        start: true,
        startedAt: true,
        endedAt: true,
        outcome: true,
        cause: true,
        phase: true,
        stop: true,
        urgent: true,
        problems: true,
        breaches: true,
        nextSteps: true,
      }).shape,
      gates: z.array(gateOutput),
      totalSeconds: z.number(),
      report: z
        .object({ bucket: z.string(), key: z.string() })
        .nullable()
        .describe('Where its report is kept'),
    }),
  ),
  older: z.number().describe('How many older ones there are'),
});

/** `greenlight history` */
export const historyTool: Tool<typeof input, typeof output> = {
  name: 'history',
  title: 'The rollouts of an endpoint',
  description:
    'The rollouts of an endpoint, newest first: how each ended and why, who started it, who stopped it for which reason, who decided at its gates. Empty if nothing was ever released to it.',
  input,
  output,
  run: ({ target }, { endpoint, limit }) =>
    withAws(target, async (aws) => {
      const { asOf, entries, total } = await readHistory(aws, recordsOf(aws), endpoint, limit);
      return {
        asOf,
        endpoint: entries[0]?.endpoint ?? endpoint,
        rollouts: entries,
        older: total - entries.length,
      };
    }),
};

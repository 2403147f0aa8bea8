import * as z from 'zod';
import { measuredSchema } from '../../core/cloudwatch/measured.ts';
import { factsSchema, gateFactSchema } from '../../core/recording/facts.ts';
import { proposalSchema } from '../../core/records/proposal.ts';
import { phaseSchema } from '../../core/records/rollout-record.ts';
import { instantSchema } from '../../core/values/instant.ts';

/** Parts that several answers have. */

export const asOf = instantSchema.describe('When it was so, by AWS’s clock');

/** What was judged is told as evidence, in words. */
export const gateOutput = gateFactSchema.omit({ judged: true });

const startOutput = factsSchema.shape.start;

const alarmOutput = z.object({
  name: z.string(),
  label: z.string(),
  state: z.string(),
  text: z.string(),
  value: z.number().optional(),
  valueAt: instantSchema.optional(),
  threshold: z.number().optional(),
  measured: measuredSchema.optional(),
});

export const servingOutput = z.object({
  config: z.string(),
  baseline: z.literal(true).optional(),
  release: z.string().optional(),
  version: z.string().optional(),
  since: instantSchema.optional(),
});

/** An endpoint, as `status` shows it. */
export const statusOutput = z.object({
  endpoint: z.string(),
  status: z.string().nullable().describe('SageMaker’s status; null if there is no such endpoint'),
  serving: servingOutput.nullable(),
  optedIn: z.boolean().nullable(),
  adoption: z.object({ by: z.string(), at: instantSchema, config: z.string() }).nullable(),
  judgeOff: z.object({ by: z.string(), reason: z.string(), at: instantSchema }).nullable(),
  proposals: z
    .array(
      z.object({
        ...proposalSchema.pick({ kind: true, rollout: true, by: true, reason: true, at: true, until: true })
          .shape,
        command: z.string(),
      }),
    )
    .describe('What is proposed to people now, and the command with which they would do it'),
  rollouts: z.array(
    z.object({
      rollout: z.string(),
      release: z.string(),
      version: z.string(),
      role: z.enum(['holder', 'next', 'other']),
      phase: phaseSchema,
      phaseText: z.string(),
      start: startOutput,
      since: instantSchema,
      stoppedBy: z.string().optional(),
      goingBack: z.literal(true).optional(),
      greenPercent: z.number().optional(),
      bakeLeftSeconds: z.number().optional(),
      alarms: z.array(alarmOutput),
      gates: z.array(gateOutput),
    }),
  ),
  lease: z.object({ holder: z.string(), phase: z.string(), since: instantSchema }).nullable(),
});

import * as z from 'zod';
import { alarmRoleSchema } from '../cloudwatch/breach.ts';
import { plannedGateSchema } from '../gates/gate.ts';
import { planSchema } from '../plan/plan.ts';
import { settledSchema } from '../plan/settled.ts';
import { releaseSchema, startSchema } from '../release.ts';
import { instantSchema } from '../values/instant.ts';
import { conclusionSchema, outcomeSchema } from '../verdict/conclude.ts';
import { verdictSchema } from '../verdict/decide.ts';
import { nextStepSchema } from '../verdict/next-step.ts';
import { stopSchema } from '../verdict/stop.ts';
import { replacedSchema } from './replaced.ts';

/** The stretches of a rollout, in the order in which they can come. */
export const phaseSchema = z.enum([
  'resolving',
  'queued',
  'admitted',
  'waiting-for-endpoint',
  'gates-before',
  'prepared',
  'shifting',
  'gates-after',
  'going-back',
  'concluded',
]);
export type RolloutPhase = z.infer<typeof phaseSchema>;

const gatesOfRolloutSchema = z.object({
  before: z.array(plannedGateSchema),
  during: z.array(plannedGateSchema),
  after: z.array(plannedGateSchema),
  /** The manifest's alarms that exist already: gates may go by them before there is a plan. */
  alarms: z.array(z.object({ name: z.string(), on: alarmRoleSchema })).optional(),
});

/** What the ledger keeps of a rollout: why it was started, how it went, how it ended. */
export const rolloutRecordSchema = z.object({
  name: z.string(),
  endpoint: z.string(),
  release: releaseSchema,
  attempt: z.number(),
  start: startSchema,
  /** The execution's ARN. */
  execution: z.string(),
  startedAt: instantSchema,
  /** When each phase was first entered. */
  phases: z.partialRecord(phaseSchema, instantSchema),
  /** As it was planned last: at first to be checked only, then as settled, then as carried out. */
  plan: planSchema.optional(),
  /** What it takes the place of, where no rollout of ours made that: it can be gone back to like a release. */
  replaced: replacedSchema.optional(),
  /** What it has to pass; none where the manifest asks for none. Undefined until it is settled. */
  gates: gatesOfRolloutSchema.optional(),
  /** What its plan and its gates were made from, once its turn had come. Not in records of version 0.1. */
  settled: settledSchema.optional(),
  stop: stopSchema.optional(),
  /** How the shift ended, or what a gate after it made of that; what becomes of going back does not change it. */
  verdict: verdictSchema.optional(),
  outcome: outcomeSchema.optional(),
  conclusion: conclusionSchema.optional(),
  endedAt: instantSchema.optional(),
  toldAt: instantSchema.optional(),
  /** Where a rollout ended before its endpoint had come to rest: what became of the endpoint. */
  aftermath: z
    .object({
      at: instantSchema,
      status: z.string(),
      serving: z.string().nullable(),
      /** What somebody can do about it, as it was possible then. */
      nextSteps: z.array(nextStepSchema).optional(),
    })
    .optional(),
  /** When all that it had made was deleted. */
  discardedAt: instantSchema.optional(),
  /** Executions that watched it to its end after its own had died or given up, by the fence they followed on. */
  caretakers: z.set(z.number()).optional(),
});
export type RolloutRecord = z.infer<typeof rolloutRecordSchema>;

import * as z from 'zod';
import { alarmRoleSchema } from '../cloudwatch/breach.ts';
import { plannedGateSchema } from '../gates/gate.ts';
import { planSchema } from '../plan/plan.ts';
import { settledSchema } from '../plan/settled.ts';
import { releaseSchema, startSchema } from '../release.ts';
import { instantSchema } from '../values/instant.ts';
import { conclusionSchema, outcomeSchema } from '../verdict/conclusion.ts';
import { verdictSchema } from '../verdict/decide-verdict.ts';
import { nextStepSchema } from '../verdict/next-step.ts';
import { stopSchema } from '../verdict/stop.ts';
import { replacedSchema } from './replaced.ts';

/** The phases of a rollout, in the order in which they may come. */
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
  /** The manifest's alarms that already exist: gates may use them before there is a plan. */
  alarms: z.array(z.object({ name: z.string(), on: alarmRoleSchema })).optional(),
});

/** The endpoint once it had come to rest after a rollout's end. */
export const aftermathSchema = z.object({
  at: instantSchema,
  status: z.string(),
  serving: z.string().nullable(),
  /** What somebody could do about it at that time. */
  nextSteps: z.array(nextStepSchema).optional(),
});

/** A rollout in the ledger: why it was started, how it went, how it ended. */
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
  /** The latest plan: first only checked, then as settled, then as carried out. */
  plan: planSchema.optional(),
  /** What it replaces, if no rollout of ours made that. A rollback can go back to it as to a release. */
  replaced: replacedSchema.optional(),
  /** The gates that it has to pass; empty if the manifest has none. Undefined until it is settled. */
  gates: gatesOfRolloutSchema.optional(),
  /** The inputs of its plan and its gates, fixed at its turn. Absent in records of version 0.1. */
  settled: settledSchema.optional(),
  stop: stopSchema.optional(),
  /** How the shift ended, or the result of a gate after it. Going back does not change it. */
  verdict: verdictSchema.optional(),
  outcome: outcomeSchema.optional(),
  conclusion: conclusionSchema.optional(),
  endedAt: instantSchema.optional(),
  toldAt: instantSchema.optional(),
  /** What became of the endpoint, if the rollout ended before its endpoint had come to rest. */
  aftermath: aftermathSchema.optional(),
  /** When the alarms that it had made were deleted, because another release served. */
  alarmsRemovedAt: instantSchema.optional(),
  /** When everything that it had made was deleted. */
  discardedAt: instantSchema.optional(),
  /**
   * Executions that watched it to its end after its own had died or given up, by the fence that they
   * followed.
   */
  caretakers: z.set(z.number()).optional(),
});
export type RolloutRecord = z.infer<typeof rolloutRecordSchema>;

/** Whether its config does not stay, or not for long: it is stopped, or did not go well. */
export const isTakenBack = ({ stop, phases, verdict, outcome }: RolloutRecord): boolean =>
  stop !== undefined ||
  phases['going-back'] !== undefined ||
  (verdict !== undefined && verdict.kind !== 'live') ||
  (outcome !== undefined && outcome !== 'DEPLOYED');

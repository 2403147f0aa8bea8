import * as z from 'zod';
import { measuredSchema } from '../cloudwatch/measured.ts';
import { deploymentStateSchema } from '../deployment/state.ts';
import { plannedAlarmSchema } from '../plan/plan.ts';
import { phaseSchema } from '../records/rollout-record.ts';
import { instantSchema } from '../values/instant.ts';
import { conclusionSchema } from '../verdict/conclusion.ts';
import { stopSchema } from '../verdict/stop.ts';

/** Where a rollout is: the ledger's phases, plus the waits at the gates before and after the shift. */
export const viewPhaseSchema = z.enum([...phaseSchema.options, 'gates-before', 'gates-after']);
export type ViewPhase = z.infer<typeof viewPhaseSchema>;

/** The current state of one fleet, or of one variant of a fleet. */
export const fleetViewSchema = z.object({
  /** `blue`, `green`; or `release` and `before` when the endpoint is updated back. */
  name: z.string(),
  /** The endpoint config that it serves. */
  config: z.string(),
  trafficPercent: z.number(),
  /** Instances that take traffic, and the desired number. */
  instances: z.number(),
  size: z.number(),
  /** `stands by`, `ends`, `starts`: what the share does not tell. */
  note: z.string().optional(),
});
export type FleetView = z.infer<typeof fleetViewSchema>;

const alarmViewSchema = z.object({
  name: z.string(),
  on: plannedAlarmSchema.shape.on,
  /** `WENT_OFF`: the alarm ended the rollout, and nobody reads its state since then. */
  state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA', 'WENT_OFF']),
  /** The newest known value; `valueAt` is its period, if known. */
  value: z.number().optional(),
  valueAt: instantSchema.optional(),
  threshold: z.number().optional(),
  measured: measuredSchema.optional(),
  /** When it changed to this state. */
  since: instantSchema.optional(),
});
export type AlarmView = z.infer<typeof alarmViewSchema>;

/** The gate that is open now. */
const gateViewSchema = z.object({
  /** Its key in the ledger, `gate#<rollout>#<stage>#<n>`, which a decision names. */
  id: z.string().max(200),
  stage: z.enum(['before', 'during', 'after']),
  /** `approval`, `window`, `soak` … */
  kind: z.string(),
  /** What it waits for, in words. */
  why: z.string(),
  /** Whether people may decide. If so, there are buttons. */
  asks: z.boolean(),
  /** Going on needs a reason in words. A button cannot carry one, so it is not offered. */
  reasonNeeded: z.literal(true).optional(),
  /** When it decides by itself, and how. */
  until: instantSchema.optional(),
  otherwise: z.enum(['approve', 'reject']).optional(),
});
export type GateView = z.infer<typeof gateViewSchema>;

const decisionViewSchema = z.object({
  gate: gateViewSchema.pick({ id: true, stage: true, kind: true }),
  verdict: z.enum(['approve', 'reject']),
  by: z.string(),
  at: instantSchema,
  reason: z.string().optional(),
  /** A channel's id, `link`, `iam`, `timeout` … */
  via: z.string(),
});
export type DecisionView = z.infer<typeof decisionViewSchema>;

/**
 * Everything that the one message about a rollout shows. It may travel in a notice, so it is parsed like any
 * input.
 */
export const rolloutViewSchema = z.object({
  endpoint: z.string().max(63),
  /** `<release>-<attempt>`. */
  rollout: z.string().max(80),
  version: z.string(),
  uploadedBy: z.string(),
  /** Set if the rollout goes back to a config that no release made, so nobody uploaded it. */
  foreign: z.literal(true).optional(),
  start: z.enum(['upload', 'manifest', 'retry', 'rollback']),
  phase: viewPhaseSchema,
  /** When the current phase began. */
  since: instantSchema,
  /** SageMaker's own status of the endpoint. */
  endpointStatus: z.string().optional(),
  /** What SageMaker does with the endpoint for this rollout, during the shift and while going back. */
  state: deploymentStateSchema.optional(),
  /** Who or what has stopped it already. */
  stop: stopSchema.pick({ by: true, reason: true }).optional(),
  fleets: z.array(fleetViewSchema),
  alarms: z.array(alarmViewSchema),
  /** The gate that is open now, or the hold that an alarm asked for. */
  gate: gateViewSchema.optional(),
  decisions: z.array(decisionViewSchema),
  conclusion: conclusionSchema.optional(),
  /** Whether the release serves now. */
  serving: z.boolean(),
  /** What a rollback would restore, in words; absent if there is nothing. */
  back: z.string().max(200).optional(),
  links: z.array(z.object({ label: z.string(), url: z.string() })),
});
export type RolloutView = z.infer<typeof rolloutViewSchema>;

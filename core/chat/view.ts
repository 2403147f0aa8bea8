import * as z from 'zod';
import { measuredSchema } from '../cloudwatch/measured.ts';
import { deploymentStateSchema } from '../deployment/state.ts';
import { plannedAlarmSchema } from '../plan/plan.ts';
import { phaseSchema } from '../records/rollout-record.ts';
import { instantSchema } from '../values/instant.ts';
import { conclusionSchema } from '../verdict/conclude.ts';
import { stopSchema } from '../verdict/stop.ts';

/** Where a rollout is: the ledger's phases, and the waits for people and checks around the shift. */
export const viewPhaseSchema = z.enum([...phaseSchema.options, 'gates-before', 'gates-after']);
export type ViewPhase = z.infer<typeof viewPhaseSchema>;

/** One fleet, or one variant of one, as it stands. */
const fleetViewSchema = z.object({
  /** `blue`, `green`; `release` and `before` where the endpoint is updated back. */
  name: z.string(),
  /** The endpoint config that it serves. */
  config: z.string(),
  trafficPercent: z.number(),
  /** Instances that take traffic, of those that it is to have. */
  instances: z.number(),
  size: z.number(),
  /** `stands by`, `ends`, `starts`: what its share does not tell. */
  note: z.string().optional(),
});
export type FleetView = z.infer<typeof fleetViewSchema>;

const alarmViewSchema = z.object({
  name: z.string(),
  on: plannedAlarmSchema.shape.on,
  /** `WENT_OFF` of a rollout that has ended: how the alarm is since then, nobody looks. */
  state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA', 'WENT_OFF']),
  /** The newest value known; of which period, where that is known. */
  value: z.number().optional(),
  valueAt: instantSchema.optional(),
  threshold: z.number().optional(),
  measured: measuredSchema.optional(),
  /** When it went into the state. */
  since: instantSchema.optional(),
});
export type AlarmView = z.infer<typeof alarmViewSchema>;

/** A gate whose turn it is. */
const gateViewSchema = z.object({
  /** Its key in the ledger, `gate#<rollout>#<stage>#<n>`: what a decision names. */
  id: z.string().max(200),
  stage: z.enum(['before', 'during', 'after']),
  /** `approval`, `window`, `soak` … */
  kind: z.string(),
  /** What it waits for, for people. */
  why: z.string(),
  /** Whether people may decide: then there are buttons. */
  asks: z.boolean(),
  /** To go on takes a reason in words, which a button cannot carry: there is none for it then. */
  reasonNeeded: z.literal(true).optional(),
  /** When it goes on by itself, and how. */
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

/** All that the one message about a rollout shows. It may travel in a notice: so it is parsed, like any input. */
export const rolloutViewSchema = z.object({
  endpoint: z.string().max(63),
  /** `<release>-<attempt>`. */
  rollout: z.string().max(80),
  version: z.string(),
  uploadedBy: z.string(),
  /** It goes back to what no release made: then nobody uploaded it. */
  foreign: z.literal(true).optional(),
  start: z.enum(['upload', 'manifest', 'retry', 'rollback']),
  phase: viewPhaseSchema,
  /** When the phase was entered. */
  since: instantSchema,
  /** SageMaker's own word for the endpoint. */
  endpointStatus: z.string().optional(),
  /** What SageMaker does with the endpoint for this rollout: while it shifts, and while it goes back. */
  state: deploymentStateSchema.optional(),
  /** Somebody, or something, has stopped it already. */
  stop: stopSchema.pick({ by: true, reason: true }).optional(),
  fleets: z.array(fleetViewSchema),
  alarms: z.array(alarmViewSchema),
  /** The gate whose turn it is, or the hold that an alarm asked for. */
  gate: gateViewSchema.optional(),
  decisions: z.array(decisionViewSchema),
  conclusion: conclusionSchema.optional(),
  /** Whether the release serves now. */
  serving: z.boolean(),
  /** What it would be taken back to, in people's words; absent where there is nothing. */
  back: z.string().max(200).optional(),
  links: z.array(z.object({ label: z.string(), url: z.string() })),
});
export type RolloutView = z.infer<typeof rolloutViewSchema>;

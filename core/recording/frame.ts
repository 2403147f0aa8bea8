import * as z from 'zod';
import { fleetViewSchema } from '../chat/view.ts';
import { phaseSchema } from '../records/rollout-record.ts';
import { instantSchema } from '../values/instant.ts';
import { outcomeSchema } from '../verdict/conclusion.ts';
import { gateFactSchema } from './facts.ts';

/** An alarm at an instant. */
const frameAlarmSchema = z.object({
  name: z.string(),
  state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA', 'unknown']),
  /** The newest value at that instant, and the beginning of its period (epoch milliseconds). */
  value: z.number().optional(),
  valueAt: z.number().optional(),
});

/**
 * What the page of a rollout shows at one instant, and until the next frame. It never holds anything that was not known
 * at that instant: a gate that was decided later is still pending in it.
 */
export const frameSchema = z.object({
  at: instantSchema,
  phase: phaseSchema,
  /** The phase in words. */
  phaseText: z.string(),
  /** The truth for a person in a hurry: what goes on, which fleet serves, and whether something is to be done. */
  sentence: z.string(),
  tone: z.enum(['plain', 'good', 'bad', 'asks']),
  /** Whether a person must act or is asked. */
  toDo: z.boolean(),
  outcome: outcomeSchema.nullable(),
  fleets: z.array(fleetViewSchema),
  /** When the fleets were seen so; null where nobody has looked yet. */
  seenAt: instantSchema.nullable(),
  /** What the deployment does, in words; empty while nothing is deployed. */
  doing: z.string(),
  step: z.object({ number: z.number(), of: z.number() }).nullable(),
  /** When the running bake is over. */
  bakeUntil: instantSchema.nullable(),
  alarms: z.array(frameAlarmSchema),
  /** As they were at that instant. */
  gates: z.array(gateFactSchema),
  /** What had gone off and what comparisons had found by then, one line each: `Went off at 01:47 UTC: …`, `Judged FAIL: …`. */
  evidence: z.array(z.string()),
  /** What the new fleet has answered until then. Null while nothing is known. */
  exposure: z
    .object({ requests: z.number(), errors5xx: z.number(), errors4xx: z.number(), seconds: z.number() })
    .nullable(),
});
export type Frame = z.infer<typeof frameSchema>;

import * as z from 'zod';
import { timingsSchema } from '../../strategies/timings.ts';

/** One fleet during a phase. Percentages have one decimal: 1 of 3 is 33.3. */
const fleetShareSchema = z.object({
  /** The fleet's share of the traffic. */
  trafficPercent: z.number(),
  /** Instances that take traffic. */
  serving: z.number(),
  /** All its instances, including those starting or ending: a quota counts them, and a bill. */
  instances: z.number(),
});
export type FleetShare = z.infer<typeof fleetShareSchema>;

/**
 * A stretch of a rollout in which nothing changes. `bake` is a WaitIntervalInSeconds, `final-bake` the
 * TerminationWaitInSeconds; in both, SageMaker watches the alarms.
 */
const timelinePhaseSchema = z.object({
  kind: z.enum(['provision', 'shift', 'bake', 'final-bake', 'terminate']),
  startSeconds: z.number(),
  seconds: z.number(),
  /** The fleet that served before; empty in a first release. */
  blue: fleetShareSchema,
  green: fleetShareSchema,
  /** The same by variant (shares are of its own traffic), if there are several. */
  variants: z
    .array(z.object({ name: z.string(), blue: fleetShareSchema, green: fleetShareSchema }))
    .optional(),
});
export type TimelinePhase = z.infer<typeof timelinePhaseSchema>;

/** The planned course of a rollout, from the call of UpdateEndpoint (or CreateEndpoint) on. */
export const timelineSchema = z.object({
  phases: z.array(timelinePhaseSchema),
  /** From the call to the end, as planned. Where AWS's documents leave it open, the longest course. */
  totalSeconds: z.number(),
  /** The shortest course under the same documents. */
  leastSeconds: z.number(),
  /** The longest possible time: AWS's timeout and the rollback. */
  worstSeconds: z.number(),
  /** The most instances at once, both fleets together, in any course. */
  peakInstances: z.number(),
  /** Instance-hours beyond what the endpoint would have used anyway; 0 in a first release. */
  extraInstanceHours: z.number(),
  /** The timings used for it. */
  timings: timingsSchema,
});
export type Timeline = z.infer<typeof timelineSchema>;

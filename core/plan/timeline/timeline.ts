import * as z from 'zod';
import { timingsSchema } from '../../strategies/timings.ts';

/** One fleet during a phase. Per cent are to one decimal: 1 of 3 is 33.3. */
const fleetShareSchema = z.object({
  /** Share of the traffic that it takes. */
  trafficPercent: z.number(),
  /** Instances that take that traffic. */
  serving: z.number(),
  /** Instances that it holds, those on their way in or out included: what a quota counts, and a bill. */
  instances: z.number(),
});
export type FleetShare = z.infer<typeof fleetShareSchema>;

/**
 * One stretch of a rollout in which nothing changes but the clock. `bake` is a WaitIntervalInSeconds, `final-bake`
 * the TerminationWaitInSeconds; in both the alarms are watched.
 */
const timelinePhaseSchema = z.object({
  kind: z.enum(['provision', 'shift', 'bake', 'final-bake', 'terminate']),
  startSeconds: z.number(),
  seconds: z.number(),
  /** The fleet that served before: nothing in a first release. */
  blue: fleetShareSchema,
  green: fleetShareSchema,
  /** The same by variant (each of its own traffic), where there are several. */
  variants: z
    .array(z.object({ name: z.string(), blue: fleetShareSchema, green: fleetShareSchema }))
    .optional(),
});
export type TimelinePhase = z.infer<typeof timelinePhaseSchema>;

/** The rollout as it should go, from the call of UpdateEndpoint (or CreateEndpoint) on. */
export const timelineSchema = z.object({
  phases: z.array(timelinePhaseSchema),
  /** From the call to the end, as planned: where AWS's documents leave it open, the longest way. */
  totalSeconds: z.number(),
  /** The shortest way in which the same documents may be read. */
  leastSeconds: z.number(),
  /** The longest that it may take: what AWS lets it, and its rollback. */
  worstSeconds: z.number(),
  /** Most instances at once, both fleets together, whichever way it goes. */
  peakInstances: z.number(),
  /** Instance-hours beyond what the endpoint would have used anyway: none in a first release. */
  extraInstanceHours: z.number(),
  /** The figures it was made with. */
  timings: timingsSchema,
});
export type Timeline = z.infer<typeof timelineSchema>;

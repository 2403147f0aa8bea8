import * as z from 'zod';

/** What an alarm measures, for people. Optional wherever it is kept: records of before have none. */
export const measuredSchema = z.object({
  /** `latency-p99`, as the manifest says it, or the metric's name. */
  what: z.string(),
  /** CloudWatch's unit of its values and of its threshold, where it is known. */
  unit: z.string().optional(),
  /** Of a count (a sum, or a number of samples): the seconds over which it is counted. */
  perSeconds: z.number().optional(),
  /** Made by us for a release, under a name that says nothing: it is called by what it measures. */
  ours: z.boolean(),
  /** The value must not be below the threshold; else it must not be above. */
  below: z.literal(true).optional(),
  /** It must not be the threshold either. */
  orEqual: z.literal(true).optional(),
});
export type Measured = z.infer<typeof measuredSchema>;

import * as z from 'zod';

/** What an alarm measures, for people. Optional wherever it is stored, because older records lack it. */
export const measuredSchema = z.object({
  /** `latency-p99`, as in the manifest, or the metric's name. */
  what: z.string(),
  /** CloudWatch's unit of the value and the threshold, if known. */
  unit: z.string().optional(),
  /** For a count (a sum or a number of samples): the seconds of its period. */
  perSeconds: z.number().optional(),
  /** Made by us for a release. Its name says little, so people see what it measures instead. */
  ours: z.boolean(),
  /** Breached below the threshold; if absent, above it. */
  below: z.literal(true).optional(),
  /** Also breached at the threshold itself. */
  orEqual: z.literal(true).optional(),
});
export type Measured = z.infer<typeof measuredSchema>;

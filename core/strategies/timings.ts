import * as z from 'zod';

/** Assumed durations of AWS's own work. AWS documents no figures. */
export const timingsSchema = z.object({
  /** From the call until instances launched together are up and healthy, with their model loaded. */
  provisioningSeconds: z.number(),
  /** Turning traffic on. */
  activationSeconds: z.number(),
  /** Ending instances. */
  terminationSeconds: z.number(),
});
export type Timings = z.infer<typeof timingsSchema>;

/** Typical of a small container on a common instance type. Large models take far longer. */
export const defaultTimings: Timings = {
  provisioningSeconds: 240,
  activationSeconds: 0,
  terminationSeconds: 60,
};

import * as z from 'zod';
import { instantSchema } from '../values/instant.ts';

/** Somebody, a newer release or a gate wants to end a rollout. The first stop of a rollout stands. */
export const stopSchema = z.object({
  kind: z.enum(['abort', 'superseded', 'gate']),
  /** A person, the rollout that takes its place, or the gate that it did not pass. */
  by: z.string(),
  reason: z.string(),
  at: instantSchema,
  /**
   * Set if the endpoint, read just before, showed that SageMaker was already shifting back or had done so.
   */
  goingBack: z.literal(true).optional(),
});
export type Stop = z.infer<typeof stopSchema>;

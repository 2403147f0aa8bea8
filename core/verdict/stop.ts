import * as z from 'zod';
import { instantSchema } from '../values/instant.ts';

/** Somebody, a newer release or a gate wants a rollout ended. The first stop of a rollout stands. */
export const stopSchema = z.object({
  kind: z.enum(['abort', 'superseded', 'gate']),
  /** A person, the rollout that takes its place, or the gate that it did not pass. */
  by: z.string(),
  reason: z.string(),
  at: instantSchema,
  /** SageMaker was shifting back already, or had: by what the endpoint showed just before. Absent where it did not, or nobody looked. */
  goingBack: z.literal(true).optional(),
});
export type Stop = z.infer<typeof stopSchema>;

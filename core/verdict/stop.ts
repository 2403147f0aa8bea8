import * as z from 'zod';

/** Somebody, or a newer release, wants a rollout ended. The first stop of a rollout stands. */
export const stopSchema = z.object({
  kind: z.enum(['abort', 'superseded']),
  /** A person, or the rollout that takes its place. */
  by: z.string(),
  reason: z.string(),
  at: z.string(),
});
export type Stop = z.infer<typeof stopSchema>;

import * as z from 'zod';
import { instantSchema } from '../values/instant.ts';
import { changeSchema, termsSchema } from './changes.ts';
import { manifestVersionSchema } from './manifest-version.ts';

/**
 * What a rollout was settled on when its turn came: one manifest version, one artifact version, one plan.
 * Gates, holds, alarms and strategy all come from it, and people approve its digest.
 */
export const settledSchema = z.object({
  at: instantSchema,
  /** The digest of everything that would be released (digest.ts). */
  digest: z.string(),
  /** Null if there is no manifest. */
  manifest: manifestVersionSchema.nullable(),
  /** The version of the defaults under it; absent if there were none. */
  defaults: manifestVersionSchema.optional(),
  /** The endpoint config that served then; null for a first release. */
  from: z.string().nullable(),
  /** What it changes compared with `from`. */
  changes: z.array(changeSchema),
  terms: termsSchema,
  /** How many times it has been settled. It is settled again whenever its inputs have changed. */
  round: z.number().int().positive(),
  /** Why it was settled again the last time, worded to follow a colon. */
  anew: z.string().optional(),
  /**
   * Set if Prepare settled it, for an execution of version 0.1 whose state machine has no step to settle
   * again.
   */
  inPlace: z.literal(true).optional(),
});
export type Settled = z.infer<typeof settledSchema>;

/** The parts of a settled release that a plan provides. */
export type Settlement = Pick<Settled, 'digest' | 'manifest' | 'defaults' | 'from' | 'changes' | 'terms'>;

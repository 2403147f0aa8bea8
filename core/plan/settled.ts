import * as z from 'zod';
import { instantSchema } from '../values/instant.ts';
import { changeSchema, termsSchema } from './changes.ts';
import { manifestVersionSchema } from './manifest-version.ts';

/**
 * What a rollout was settled on once its turn had come: one manifest version, one artifact version, one plan. Gates,
 * holds, alarms and strategy all come from it, and a person's yes is to its digest.
 */
export const settledSchema = z.object({
  at: instantSchema,
  /** Of all that would be released (digest.ts). */
  digest: z.string(),
  /** Null where there is no manifest. */
  manifest: manifestVersionSchema.nullable(),
  /** The endpoint config that served then; null for a first release. */
  from: z.string().nullable(),
  /** What it changes against that. */
  changes: z.array(changeSchema),
  terms: termsSchema,
  /** How often it has been settled: again whenever what it was made from is no more, */
  round: z.number().int().positive(),
  /** and why that was so the last time, in words that follow a colon. */
  anew: z.string().optional(),
  /** By Prepare, for an execution of version 0.1, whose state machine has no step to settle it anew. */
  inPlace: z.literal(true).optional(),
});
export type Settled = z.infer<typeof settledSchema>;

/** What a plan says of itself, for it to be settled. */
export type Settlement = Pick<Settled, 'digest' | 'manifest' | 'from' | 'changes' | 'terms'>;

import * as z from 'zod';
import { manifestVersionSchema } from '../plan/manifest-version.ts';
import { instantSchema } from '../values/instant.ts';

/** An uploaded version of a manifest whose effect is not decided yet. */
export const pendingManifestSchema = z.object({
  endpoint: z.string(),
  bucket: z.string(),
  version: manifestVersionSchema,
  /** Who uploaded it, and when. */
  by: z.string(),
  at: instantSchema,
});
export type PendingManifest = z.infer<typeof pendingManifestSchema>;

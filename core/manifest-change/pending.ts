import * as z from 'zod';
import { manifestVersionSchema } from '../plan/manifest-version.ts';
import { instantSchema } from '../values/instant.ts';

/** A version of a manifest that has been put, and of which it has yet to be decided what it does. */
export const pendingManifestSchema = z.object({
  endpoint: z.string(),
  bucket: z.string(),
  version: manifestVersionSchema,
  /** Who put it, and when. */
  by: z.string(),
  at: instantSchema,
});
export type PendingManifest = z.infer<typeof pendingManifestSchema>;

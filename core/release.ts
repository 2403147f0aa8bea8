import { createHash } from 'node:crypto';
import * as z from 'zod';

/** One version of one S3 object. `versionId` is there whenever the bucket is versioned, as ours is. */
export const artifactSchema = z.object({
  bucket: z.string().min(1),
  key: z.string().min(1),
  versionId: z.string().optional(),
  etag: z.string(),
  size: z.number().int().nonnegative(),
});
export type Artifact = z.infer<typeof artifactSchema>;

/** One artifact bound for one endpoint. */
export const releaseSchema = z.object({
  id: z.string(),
  endpoint: z.string(),
  version: z.string(),
  artifact: artifactSchema,
  uploadedAt: z.string(),
  uploadedBy: z.string(),
});
export type Release = z.infer<typeof releaseSchema>;

/** One attempt to put a release live: the state machine's input. */
export const rolloutSchema = z.object({
  release: releaseSchema,
  attempt: z.number().int().positive(),
});
export type Rollout = z.infer<typeof rolloutSchema>;

/**
 * The release's id: `<endpoint, first 40>-<12 hex digits>` (design §9), so the same upload always gives the same
 * release, however often its event comes. Hashed as a JSON array, which keeps ["a","b/c"] and ["a/b","c"] apart.
 */
export function releaseId(artifact: Artifact, endpoint: string): string {
  const identity = JSON.stringify([
    artifact.bucket,
    artifact.key,
    artifact.versionId ?? artifact.etag,
    endpoint,
  ]);
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, 12);
  return `${endpoint.slice(0, 40)}-${digest}`;
}

/** The name of the execution, the model and the endpoint config of one attempt: 40 + 1 + 12 + 1 + attempt ≤ 63. */
export const rolloutName = (rollout: Rollout): string => `${rollout.release.id}-${rollout.attempt}`;

/** Where SageMaker downloads the artifact from. */
export const artifactUrl = (artifact: Artifact): string => `s3://${artifact.bucket}/${artifact.key}`;

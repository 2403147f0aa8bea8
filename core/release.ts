import { createHash } from 'node:crypto';
import * as z from 'zod';
import { artifactSchema, identityOf } from './artifact.ts';
import { instantSchema } from './values/instant.ts';

/** One artifact for one endpoint. */
export const releaseSchema = z.object({
  id: z.string(),
  endpoint: z.string(),
  version: z.string(),
  artifact: artifactSchema,
  /**
   * The models' bucket, which has the manifest and the pinned artifact. Absent if it is the artifact's own
   * bucket, as for every upload.
   */
  bucket: z.string().min(1).optional(),
  uploadedAt: instantSchema,
  uploadedBy: z.string(),
});
export type Release = z.infer<typeof releaseSchema>;

/** Why an attempt was started. `by` is the person who asked for it. */
export const startSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('upload'), at: instantSchema }),
  z.object({
    kind: z.literal('manifest'),
    at: instantSchema,
    by: z.string(),
    manifestVersion: z.string(),
    /** The waiting attempt of the same release whose place this one takes. */
    replaces: z.string().optional(),
    /** The endpoint config that served, if what serves is released again. */
    serving: z.string().optional(),
  }),
  z.object({ kind: z.literal('retry'), at: instantSchema, by: z.string(), reason: z.string().optional() }),
  z.object({
    kind: z.literal('rollback'),
    at: instantSchema,
    by: z.string(),
    reason: z.string().optional(),
    /** The kept endpoint config to go back to: the name of the rollout that made it. */
    config: z.string(),
    /** Skips all gates: for emergencies. */
    fast: z.boolean().optional(),
    /** No rollout of ours made the config: somebody else had deployed it before. */
    foreign: z.literal(true).optional(),
    /** The request that it was started for, so that the same one, sent again, is known. */
    request: z.string().optional(),
  }),
]);
export type Start = z.infer<typeof startSchema>;

/** One attempt to deploy a release: the state machine's input. */
export const rolloutSchema = z.object({
  release: releaseSchema,
  attempt: z.number().int().positive(),
  start: startSchema,
});
export type Rollout = z.infer<typeof rolloutSchema>;

/**
 * The release's id: `<endpoint, first 40>-<12 hex digits>`. So the same upload always gives the
 * same release, however often its event comes. It is a hash of a JSON array, which distinguishes ["a","b/c"]
 * from ["a/b","c"].
 */
export function releaseId(artifact: Parameters<typeof identityOf>[0], endpoint: string): string {
  const identity = JSON.stringify([...identityOf(artifact), endpoint]);
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, 12);
  return `${endpoint.slice(0, 40)}-${digest}`;
}

/** The name of an attempt's execution, model and endpoint config: 40 + 1 + 12 + 1 + attempt ≤ 63. */
export const rolloutName = (rollout: Rollout): string => `${rollout.release.id}-${rollout.attempt}`;

/** What a rollout is called by. */
export type Called = Pick<Rollout, 'start'> & { readonly release: Pick<Release, 'version'> };

/**
 * What people call the thing that the rollout deploys: the version of its release. A rollback to a foreign
 * config is stored under an unrelated release, so it is called by the config.
 */
export const versionOf = ({ release, start }: Called): string =>
  start.kind === 'rollback' && start.foreign ? start.config : release.version;

/** The bucket of the release's manifest and of its pinned artifact. */
export const modelBucketOf = ({ bucket, artifact }: Pick<Release, 'bucket' | 'artifact'>): string =>
  bucket ?? artifact.bucket;

/** Where the release's version is kept under its own key, so that overwriting the upload changes nothing. */
export const pinnedPrefix = ({ endpoint, id }: Pick<Release, 'endpoint' | 'id'>): string =>
  `releases/${endpoint}/${id}/`;

/** What SageMaker downloads: the pinned archive, or the pinned folder (with its closing slash). */
export function pinnedUrl(release: Release): string {
  const prefix = `s3://${modelBucketOf(release)}/${pinnedPrefix(release)}`;
  switch (release.artifact.kind) {
    case 'archive':
      return `${prefix}${pinnedArchive}`;
    case 'folder':
      return prefix;
    default:
      return release.artifact satisfies never;
  }
}

/** The name of a pinned archive. */
export const pinnedArchive = 'model.tar.gz';

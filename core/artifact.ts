import * as z from 'zod';

/** One version of one S3 object. `versionId` is there whenever the bucket is versioned, as ours is. */
const objectVersionSchema = z.object({
  bucket: z.string().min(1),
  key: z.string().min(1),
  versionId: z.string().optional(),
  etag: z.string(),
  /** Bytes. */
  size: z.number().int().nonnegative(),
  /** S3's order of the writes to one key: hexadecimal, comparable once padded. */
  sequencer: z.string().optional(),
});

/**
 * What a release is made from. Whoever reads, pins or names it asks its kind in an exhaustive switch, so that the
 * compiler names each place that another kind needs (docs/adding-a-trigger.md).
 */
export const artifactSchema = z.discriminatedUnion('kind', [
  /** A gzip tar. */
  objectVersionSchema.extend({ kind: z.literal('archive') }),
  /** A folder of objects, of which this is the empty `_READY` marker that made it complete. */
  objectVersionSchema.extend({ kind: z.literal('folder') }),
]);
export type Artifact = z.infer<typeof artifactSchema>;

/** What makes it another artifact, as texts: two uploads of the same bytes are two. */
export function identityOf(
  artifact: Pick<Artifact, 'bucket' | 'key' | 'versionId' | 'etag'>,
): readonly string[] {
  return [artifact.bucket, artifact.key, artifact.versionId ?? artifact.etag];
}

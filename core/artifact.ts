import * as z from 'zod';

/** One version of one S3 object. `versionId` is set if the bucket is versioned, as ours is. */
const objectVersionSchema = z.object({
  bucket: z.string().min(1),
  key: z.string().min(1),
  versionId: z.string().optional(),
  etag: z.string(),
  /** Bytes. */
  size: z.number().int().nonnegative(),
  /** S3's order of the writes to one key: hexadecimal; comparable after padding to one length. */
  sequencer: z.string().optional(),
});

/**
 * What a release is made from. Code that reads, pins or names an artifact switches exhaustively on its kind,
 * so the compiler finds each place that a new kind needs (docs/adding-a-trigger.md).
 */
export const artifactSchema = z.discriminatedUnion('kind', [
  /** A gzip tar. */
  objectVersionSchema.extend({ kind: z.literal('archive') }),
  /** A folder of objects. This object is the empty `_READY` marker that completed it. */
  objectVersionSchema.extend({ kind: z.literal('folder') }),
]);
export type Artifact = z.infer<typeof artifactSchema>;

/** The texts that identify an artifact: two uploads of the same bytes are two artifacts. */
export function identityOf(
  artifact: Pick<Artifact, 'bucket' | 'key' | 'versionId' | 'etag'>,
): readonly string[] {
  return [artifact.bucket, artifact.key, artifact.versionId ?? artifact.etag];
}

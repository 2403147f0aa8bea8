import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Discards } from '../../core/garbage/discards.ts';
import { modelBucketOf, pinnedPrefix } from '../../core/release.ts';

/** Deletes pinned artifacts for good: every version, since the bucket keeps versions. */
export function s3Discards(client: S3Client): Pick<Discards, 'deletePinned'> {
  return {
    async deletePinned(release) {
      const bucket = modelBucketOf(release);
      const prefix = pinnedPrefix(release);
      for (;;) {
        // Up to 1000 at a time, as many as DeleteObjects takes. Then list again: the deleted ones are gone.
        const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix }));
        const objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].flatMap(
          ({ Key, VersionId }): ObjectIdentifier[] =>
            Key?.startsWith(prefix) ? [{ Key, ...(VersionId !== undefined && { VersionId }) }] : [],
        );
        if (objects.length === 0) return;
        const { Errors: errors = [] } = await client.send(
          new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
        );
        const [first] = errors;
        if (first) {
          throw new Error(
            `${errors.length} of ${objects.length} not deleted: ${first.Key}: ${first.Code} ${first.Message}`,
          );
        }
        if (page.IsTruncated !== true) return;
      }
    },
  };
}

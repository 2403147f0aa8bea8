import { ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { manifestKeys } from '../../core/artifact-key.ts';
import type { ManifestVersion } from '../../core/plan/manifest-version.ts';

/**
 * The version of the endpoint's own manifest that is current now, by one listing; to read it under each of its names takes
 * a call for each. Null if there is none; undefined where one page of the listing does not tell, or if there are two.
 */
export async function listedVersion(
  client: S3Client,
  Bucket: string,
  endpoint: string,
): Promise<ManifestVersion | null | undefined> {
  const keys = manifestKeys(endpoint);
  const page = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix: commonPrefix(keys) }));
  if (page.IsTruncated === true) return undefined;
  const current = (page.Versions ?? []).filter(
    ({ Key = '', IsLatest }) => IsLatest === true && keys.includes(Key),
  );
  const [only, second] = current;
  if (only === undefined) return null;
  if (second !== undefined) return undefined;
  return { key: only.Key ?? '', versionId: only.VersionId ?? 'null' };
}

/** What all of them begin with. */
function commonPrefix([first = '', ...others]: readonly string[]): string {
  let length = first.length;
  while (!others.every((other) => other.startsWith(first.slice(0, length)))) length -= 1;
  return first.slice(0, length);
}

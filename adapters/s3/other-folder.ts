import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { manifestKeys } from '../../core/artifact-key.ts';
import { differOnlyByCase } from '../../core/endpoint-name.ts';

const root = 'models/';

/**
 * The key of a manifest in a folder that spells the endpoint's name with other upper or lower case; undefined
 * if there is none. S3's keys are case-sensitive, so nothing reads such a manifest. Called only if the
 * endpoint's own folder has no manifest. It reads one page per 1000 endpoints.
 */
export async function manifestInOtherFolder(
  client: S3Client,
  bucket: string,
  endpoint: string,
): Promise<string | undefined> {
  const folders = { Bucket: bucket, Prefix: root, Delimiter: '/' };
  for await (const { CommonPrefixes = [] } of paginateListObjectsV2({ client }, folders)) {
    for (const { Prefix = '' } of CommonPrefixes) {
      const name = Prefix.slice(root.length, -1);
      if (!differOnlyByCase(name, endpoint)) continue;
      const found = await manifestUnder(client, bucket, name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

async function manifestUnder(client: S3Client, bucket: string, name: string): Promise<string | undefined> {
  const files = { Bucket: bucket, Prefix: `${root}${name}/greenlight.` };
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, files)) {
    const found = Contents.find(({ Key = '' }) => manifestKeys(name).includes(Key));
    if (found?.Key !== undefined) return found.Key;
  }
  return undefined;
}

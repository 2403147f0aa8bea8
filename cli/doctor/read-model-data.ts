import { HeadObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { ModelData, ModelDataFinding } from '../../core/doctor/endpoint/endpoint-facts.ts';

/** Whether the model data is still there. */
export function readModelData(client: S3Client, wanted: readonly ModelData[]): Promise<ModelDataFinding[]> {
  return Promise.all(
    wanted.map(async (data) => {
      const exists = await existsAt(client, data.url);
      return { ...data, ...(exists !== undefined && { exists }) };
    }),
  );
}

/** Undefined if it may not be read, or lies where it cannot be looked up from here. */
export async function existsAt(client: S3Client, url: string): Promise<boolean | undefined> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
  if (bucket === undefined || key === undefined) return undefined;
  try {
    if (!key.endsWith('/')) {
      await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      return true;
    }
    const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }));
    return (page.KeyCount ?? 0) > 0;
  } catch (error) {
    // Who may not list the bucket is denied what is not in it, so only this answer says that it is gone.
    return error instanceof Error && ['NoSuchKey', 'NotFound', 'NoSuchBucket'].includes(error.name)
      ? false
      : undefined;
  }
}

import { type Bucket, objectAt, type StoredObject } from './bucket.ts';
import { checkCopyConditions } from './conditions.ts';
import type { ObjectServices } from './object-operations.ts';
import { invalidArgument, invalidRequest, noSuchBucket, notImplemented, S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';

export interface CopySource {
  readonly bucket: Bucket;
  readonly key: string;
  /** As the request names it; undefined for the newest. */
  readonly versionId: string | undefined;
  readonly object: StoredObject;
}

/**
 * What CopyObject and UploadPartCopy read: `x-amz-copy-source`, checked against its `x-amz-copy-source-if-…`.
 *
 * @throws S3Error `InvalidArgument`, `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, `InvalidRequest` (a delete marker
 *   by its version id), `PreconditionFailed`
 */
export function copySourceOf(
  { buckets, context }: Pick<ObjectServices, 'buckets' | 'context'>,
  { headers }: S3Request,
): CopySource {
  const { bucketName, key, versionId } = parse(headers['x-amz-copy-source'] ?? '');
  const bucket = buckets.get(bucketName);
  if (bucket === undefined) throw noSuchBucket(bucketName);
  const object = readSource(bucket, key, versionId);
  checkCopyConditions(headers, object, context.clock.now());
  return { bucket, key, versionId, object };
}

/** `bucket/key` or `/bucket/key`, percent-encoded, with `?versionId=…` behind it. */
function parse(source: string): { bucketName: string; key: string; versionId: string | undefined } {
  if (source.startsWith('arn:')) throw notImplemented('copying from an access point');
  const refused = invalidArgument(
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    'x-amz-copy-source',
    source,
  );
  const [, path = '', versionId] = /^\/?(.*?)(?:\?versionId=([^?]*))?$/s.exec(source) ?? [];
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    throw refused;
  }
  const cut = decoded.indexOf('/');
  if (cut < 1 || cut === decoded.length - 1) throw refused;
  return {
    bucketName: decoded.slice(0, cut),
    key: decoded.slice(cut + 1),
    versionId: versionId || undefined,
  };
}

function readSource(bucket: Bucket, key: string, versionId: string | undefined): StoredObject {
  try {
    return objectAt(bucket, key, versionId);
  } catch (error) {
    if (error instanceof S3Error && error.code === 'MethodNotAllowed') {
      throw invalidRequest(
        'The source of a copy request may not specifically refer to a delete marker by version id.',
      );
    }
    throw error;
  }
}

import type { Bucket, StoredObject } from './bucket.ts';
import { latestOf } from './bucket.ts';
import { checksumElements, checksumOf, md5 } from './checksum.ts';
import { checkWriteCondition } from './conditions.ts';
import { type CopySource, copySourceOf } from './copy-source.ts';
import {
  describedBy,
  encryption,
  type ObjectServices,
  type S3Response,
  store,
  versionHeader,
} from './object-operations.ts';
import { invalidArgument, invalidRequest } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import { copiedHeaders, storageClassHeader } from './storage-class.ts';
import { taggingOf } from './tags.ts';
import { iso, xmlDocument } from './xml.ts';

/** CopyObject: a new object of the same bytes, which the two share. It is one upload: its ETag is an MD5 again. */
export function copyObject(
  services: ObjectServices,
  bucket: Bucket,
  key: string,
  request: S3Request,
): S3Response {
  const { headers } = request;
  const source = copySourceOf(services, request);
  const { object } = source;
  const replacesMetadata = directive(headers, 'x-amz-metadata-directive') === 'REPLACE';
  const replacesTags = directive(headers, 'x-amz-tagging-directive') === 'REPLACE';
  checkSize(source, services.limits.largestCopy);
  checkNotOntoItself(source, bucket, key, headers);
  checkWriteCondition(headers, latestOf(bucket, key)?.kind === 'object');
  const { body, etag } = object;
  const copy = store(
    services,
    bucket,
    key,
    {
      body,
      etag: etag.includes('-') ? md5(body).toString('hex') : etag,
      checksum: copiedChecksum(object, headers),
      headers: replacesMetadata ? describedBy(headers) : copiedHeaders(object.headers, headers),
      tags: replacesTags ? taggingOf(headers) : object.tags,
    },
    { requestId: request.id, reason: 'CopyObject' },
  );
  return {
    headers: {
      'content-type': 'application/xml',
      ...sourceVersionHeader(source),
      ...versionHeader(bucket, copy),
      ...encryption,
    },
    body: xmlDocument('CopyObjectResult', [
      ['LastModified', iso(copy.lastModified)],
      ['ETag', `"${copy.etag}"`],
      ...checksumElements(copy.checksum),
    ]),
  };
}

/** The version that was read, as copies tell it. */
export const sourceVersionHeader = ({ bucket, object }: CopySource): Record<string, string> =>
  bucket.versioned ? { 'x-amz-copy-source-version-id': object.versionId } : {};

function directive(headers: Readonly<Record<string, string>>, name: string): string {
  const value = headers[name] ?? 'COPY';
  if (value === 'COPY' || value === 'REPLACE') return value;
  const what = name === 'x-amz-metadata-directive' ? 'metadata' : 'tagging';
  throw invalidArgument(`Unknown ${what} directive.`, name, value);
}

/** AWS: "You can copy objects of up to 5 GB in a single atomic action"; larger ones go part by part. */
export function checkSize({ object }: Pick<CopySource, 'object'>, largest: number): void {
  if (object.body.length <= largest) return;
  throw invalidRequest(
    `The specified copy source is larger than the maximum allowable size for a copy source: ${largest}`,
  );
}

/** What makes a copy onto itself lawful if the request names it, whether or not it is as it was (recorded on AWS). */
const changes = [storageClassHeader, 'x-amz-server-side-encryption'];

/** Restoring an older version by copying it over the newest one is fine; a copy that changes nothing is not. */
function checkNotOntoItself(
  source: CopySource,
  bucket: Bucket,
  key: string,
  headers: Readonly<Record<string, string>>,
): void {
  const replaces = headers['x-amz-metadata-directive'] === 'REPLACE';
  if (replaces || changes.some((name) => headers[name] !== undefined)) return;
  if (source.versionId !== undefined || source.bucket !== bucket || source.key !== key) return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
      'metadata, storage class, website redirect location or encryption attributes.',
  );
}

/** The source's checksum, unless another algorithm is asked for or it was one of parts, which a copy has none of. */
function copiedChecksum({ body, checksum }: StoredObject, headers: Readonly<Record<string, string>>) {
  const asked = headers['x-amz-checksum-algorithm'];
  if (asked === undefined && checksum.type === 'FULL_OBJECT') return checksum;
  return checksumOf(asked ?? checksum.algorithm, body);
}

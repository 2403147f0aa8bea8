import type { LocalContext } from '../context.ts';
import { type Decoded, decodeAwsChunked, isAwsChunked, keptEncoding } from './aws-chunked.ts';
import {
  addVersion,
  assertIssued,
  type Bucket,
  type DeleteMarker,
  latestOf,
  markerHeaders,
  type ObjectVersion,
  objectAt,
  removeVersion,
  type StoredObject,
} from './bucket.ts';
import { type Checksum, checksumHeaders, md5, verifyBody } from './checksum.ts';
import { checkReadConditions, checkWriteCondition, rangeOf } from './conditions.ts';
import type { CreatedReason, Notifications } from './notifications.ts';
import { S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import { storageClassOf } from './storage-class.ts';
import { taggingHeader, taggingOf } from './tags.ts';

/** An operation's answer: 200 and no body unless it says otherwise. */
export interface S3Response {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** S3's limits, in bytes, which a story may lower: what they forbid would fill the host's memory. */
export interface S3Limits {
  /** The most that one CopyObject copies, and one UploadPartCopy. */
  readonly largestCopy: number;
  /** The least that a part holds that is not the last. */
  readonly smallestPart: number;
}

/** What the operations on objects work with. */
export interface ObjectServices {
  readonly context: LocalContext;
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly limits: S3Limits;
  readonly notifications: Notifications;
}

/** What came of deleting one key, as DeleteObject and DeleteObjects both tell it. */
export interface Deletion {
  /** The delete marker made, or the version removed; undefined where there was nothing to remove. */
  readonly version: ObjectVersion | undefined;
}

/** User metadata may have 2 KB in all: names without their prefix, and values. */
const metadataLimit = 2048;
const metadataPrefix = 'x-amz-meta-';
const keptHeaders = ['cache-control', 'content-disposition', 'content-language', 'expires'];
/** Every new object is encrypted so, as S3 does without being told. */
export const encryption = { 'x-amz-server-side-encryption': 'AES256' };

/** PutObject: everything is checked before anything is kept. */
export function putObject(
  services: ObjectServices,
  bucket: Bucket,
  key: string,
  request: S3Request,
): S3Response {
  const { body, checksum } = readBody(request);
  checkWriteCondition(request.headers, latestOf(bucket, key)?.kind === 'object');
  const draft = {
    body,
    etag: md5(body).toString('hex'),
    checksum,
    headers: describedBy(request.headers),
    tags: taggingOf(request.headers),
  };
  const object = store(services, bucket, key, draft, { requestId: request.id, reason: 'PutObject' });
  return {
    headers: {
      etag: `"${object.etag}"`,
      ...versionHeader(bucket, object),
      ...encryption,
      ...checksumHeaders(checksum),
    },
  };
}

/** Puts an object of which nothing is said but its bytes, as AWS's own services do. */
export function putBytes(
  services: ObjectServices,
  bucket: Bucket,
  key: string,
  body: Uint8Array,
  requestId: string,
): void {
  const draft = {
    body,
    etag: md5(body).toString('hex'),
    checksum: verifyBody(body, {}),
    headers: describedBy({}),
    tags: taggingOf({}),
  };
  store(services, bucket, key, draft, { requestId, reason: 'PutObject' });
}

/** Puts a new object on top and tells of it. */
export function store(
  { context, notifications }: ObjectServices,
  bucket: Bucket,
  key: string,
  draft: Omit<StoredObject, 'kind' | 'versionId' | 'lastModified'>,
  cause: { readonly requestId: string; readonly reason: CreatedReason },
): StoredObject {
  const object: StoredObject = { kind: 'object', ...newVersion(context, bucket), ...draft };
  addVersion(bucket, key, object);
  notifications.created(bucket, key, object, cause.requestId, cause.reason);
  return object;
}

/** GetObject and HeadObject; the caller drops the body of the latter. */
export function getObject(
  services: ObjectServices,
  bucket: Bucket,
  key: string,
  request: S3Request,
): S3Response {
  const object = objectAt(bucket, key, request.query.get('versionId') ?? undefined);
  checkReadConditions(request.headers, object, services.context.clock.now());
  const size = object.body.length;
  const range = rangeOf(request.headers.range, size);
  const body = range ? object.body.subarray(range.start, range.end) : object.body;
  // A checksum is of the whole object; with a part of it, a client would find it wrong.
  const tellsChecksum = request.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' && !range;
  return {
    status: range ? 206 : 200,
    headers: {
      ...object.headers,
      'accept-ranges': 'bytes',
      'content-length': String(body.length),
      etag: `"${object.etag}"`,
      'last-modified': new Date(object.lastModified).toUTCString(),
      ...(range ? { 'content-range': `bytes ${range.start}-${range.end - 1}/${size}` } : {}),
      ...versionHeader(bucket, object),
      ...taggingHeader(object),
      ...encryption,
      ...(tellsChecksum ? checksumHeaders(object.checksum) : {}),
    },
    body,
  };
}

/** DeleteObject: 204 whatever was there. @throws S3Error `InvalidArgument` for a version id that S3 never gave */
export function deleteObject(
  services: ObjectServices,
  bucket: Bucket,
  key: string,
  request: S3Request,
): S3Response {
  const versionId = request.query.get('versionId') ?? undefined;
  if (versionId !== undefined) assertIssued(bucket, versionId);
  const { version } = deleteKey(services, bucket, key, versionId, request.id);
  const headers = version?.kind === 'delete-marker' ? markerHeaders(version) : {};
  return {
    status: 204,
    headers: { ...headers, ...(versionId === undefined ? {} : { 'x-amz-version-id': versionId }) },
  };
}

/**
 * Deletes a key as S3 does: a named version for good; else, with versioning, by a delete marker on top (even
 * where the key never was); else the object itself.
 */
export function deleteKey(
  { context, notifications }: ObjectServices,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  requestId: string,
): Deletion {
  for (const upload of bucket.uploads.values()) if (upload.key === key) upload.isKeyDeleted = true;
  if (versionId !== undefined || !bucket.versioned) {
    const version = removeVersion(bucket, key, versionId ?? 'null');
    if (version !== undefined) notifications.deleted(bucket, key, version, 'Permanently Deleted', requestId);
    return { version };
  }
  const marker: DeleteMarker = { kind: 'delete-marker', ...newVersion(context, bucket) };
  addVersion(bucket, key, marker);
  notifications.deleted(bucket, key, marker, 'Delete Marker Created', requestId);
  return { version: marker };
}

/** The request's own bytes, verified: a copy, since an in-process client may go on to use its buffer. */
export function readBody(request: S3Request): { readonly body: Uint8Array; readonly checksum: Checksum } {
  const { body, trailers }: Decoded = isAwsChunked(request.headers)
    ? decodeAwsChunked(request.body, request.headers)
    : { body: Buffer.from(request.body), trailers: {} };
  return { body, checksum: verifyBody(body, { ...request.headers, ...trailers }) };
}

const newVersion = ({ clock, random }: LocalContext, bucket: Bucket) => ({
  versionId: bucket.versioned ? random.hex(32) : 'null',
  lastModified: Math.floor(clock.now()),
});

export const versionHeader = (bucket: Bucket, { versionId }: ObjectVersion): Record<string, string> =>
  bucket.versioned ? { 'x-amz-version-id': versionId } : {};

/** The headers of an upload that S3 gives back with the object. */
export function describedBy(headers: Readonly<Record<string, string>>): Record<string, string> {
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith(metadataPrefix));
  const bytes = metadata.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) - metadataPrefix.length + Buffer.byteLength(value),
    0,
  );
  if (bytes > metadataLimit) {
    throw new S3Error(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
      400,
      { members: { Size: bytes, MaxSizeAllowed: metadataLimit } },
    );
  }
  const encoding = keptEncoding(headers['content-encoding']);
  return {
    'content-type': headers['content-type'] || 'binary/octet-stream',
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => keptHeaders.includes(name))),
    ...storageClassOf(headers),
    ...Object.fromEntries(metadata),
  };
}

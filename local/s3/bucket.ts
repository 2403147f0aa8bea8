import type { Checksum } from './checksum.ts';
import type { MultipartUpload } from './multipart-upload.ts';
import { invalidArgument, noSuchKey, noSuchVersion, S3Error } from './s3-error.ts';
import type { Tags } from './tag-map.ts';

export interface StoredObject {
  readonly kind: 'object';
  /** `null` in a bucket without versioning. */
  readonly versionId: string;
  /** Epoch milliseconds. */
  readonly lastModified: number;
  readonly body: Uint8Array;
  /** Hexadecimal MD5, of the parts' MD5s with `-<number of parts>` if there were any; without the quotes of the wire. */
  readonly etag: string;
  readonly checksum: Checksum;
  /** What the uploader said of it (content type, user metadata …), by lower-case header name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Tags;
}

export interface DeleteMarker {
  readonly kind: 'delete-marker';
  readonly versionId: string;
  readonly lastModified: number;
}

export type ObjectVersion = StoredObject | DeleteMarker;

export interface Bucket {
  readonly name: string;
  readonly versioned: boolean;
  readonly eventBridge: boolean;
  readonly createdAt: number;
  /** By key, newest first; a key without versions is absent. */
  readonly versions: Map<string, readonly ObjectVersion[]>;
  /** Every version id that was given out: S3 knows its own from made-up ones, also when the version is gone. */
  readonly issued: Set<string>;
  /** Multipart uploads that are neither completed nor aborted, by id, in the order they began. */
  readonly uploads: Map<string, MultipartUpload>;
  /** The last sequencer given out; see `nextSequencer`. */
  lastSequencer: bigint;
}

export interface BucketOptions {
  readonly name: string;
  readonly versioned: boolean;
  /** Whether changes are told to EventBridge. */
  readonly eventBridge: boolean;
}

/** @throws S3Error `InvalidBucketName` (AWS: "General purpose bucket naming rules", as far as form goes) */
export function newBucket(options: BucketOptions, now: number): Bucket {
  const { name } = options;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) || name.includes('..') || /^[\d.]+$/.test(name)) {
    throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.', 400, {
      members: { BucketName: name },
    });
  }
  return {
    ...options,
    createdAt: now,
    versions: new Map(),
    issued: new Set(),
    uploads: new Map(),
    lastSequencer: 0n,
  };
}

export const latestOf = (bucket: Bucket, key: string): ObjectVersion | undefined =>
  bucket.versions.get(key)?.[0];

export const versionOf = (bucket: Bucket, key: string, versionId: string): ObjectVersion | undefined =>
  bucket.versions.get(key)?.find((version) => version.versionId === versionId);

/** Puts `version` on top; without versioning it takes the place of what was there. */
export function addVersion(bucket: Bucket, key: string, version: ObjectVersion): void {
  const older = bucket.versioned ? (bucket.versions.get(key) ?? []) : [];
  bucket.versions.set(key, [version, ...older]);
  bucket.issued.add(version.versionId);
}

/** Puts `version` in the place of the one with its id. */
export function replaceVersion(bucket: Bucket, key: string, version: ObjectVersion): void {
  const versions = bucket.versions.get(key) ?? [];
  bucket.versions.set(
    key,
    versions.map((old) => (old.versionId === version.versionId ? version : old)),
  );
}

/** Removes one version for good and returns it, if it was there. */
export function removeVersion(bucket: Bucket, key: string, versionId: string): ObjectVersion | undefined {
  const removed = versionOf(bucket, key, versionId);
  const left = (bucket.versions.get(key) ?? []).filter((version) => version !== removed);
  if (left.length > 0) bucket.versions.set(key, left);
  else bucket.versions.delete(key);
  return removed;
}

/**
 * The object that a read of `key` (at `versionId`, or the newest) gives.
 *
 * @throws S3Error `NoSuchKey` (also where a delete marker is newest), `NoSuchVersion`, `InvalidArgument` (an id
 *   that S3 never gave), `MethodNotAllowed` (a delete marker asked for by its id)
 */
export function objectAt(bucket: Bucket, key: string, versionId: string | undefined): StoredObject {
  if (versionId === undefined) {
    const latest = latestOf(bucket, key);
    if (latest?.kind === 'object') return latest;
    throw noSuchKey(key, latest && markerHeaders(latest));
  }
  assertIssued(bucket, versionId);
  const version = versionOf(bucket, key, versionId);
  if (version === undefined) throw noSuchVersion(key, versionId);
  if (version.kind === 'object') return version;
  throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, {
    members: { Method: 'GET', ResourceType: 'DeleteMarker' },
    headers: { ...markerHeaders(version), allow: 'DELETE' },
  });
}

export const markerHeaders = ({ versionId }: DeleteMarker): Record<string, string> => ({
  'x-amz-delete-marker': 'true',
  'x-amz-version-id': versionId,
});

/**
 * An id that S3 never gave is malformed to AWS, however much it looks like one: also a real one whose last letters were
 * changed, and any in a bucket without versioning (recorded of GetObject and DeleteObject). `null` is an id everywhere.
 */
export const isIssued = (bucket: Bucket, id: string): boolean => id === 'null' || bucket.issued.has(id);

/** @throws S3Error `InvalidArgument` for a version id that this bucket never gave */
export function assertIssued(bucket: Bucket, id: string): void {
  if (!isIssued(bucket, id)) throw invalidArgument('Invalid version id specified', 'versionId', id);
}

/**
 * A hexadecimal number that grows with every change of the bucket, even within a millisecond or if the clock
 * stands still: milliseconds × 2^20, or one more than the last. 16 digits until the year 2527, so that they also
 * compare as text (AWS: "sequencer … to determine the order of events" of one key).
 */
export function nextSequencer(bucket: Bucket, now: number): string {
  const byClock = BigInt(Math.floor(now)) << 20n;
  bucket.lastSequencer = byClock > bucket.lastSequencer ? byClock : bucket.lastSequencer + 1n;
  return bucket.lastSequencer.toString(16).padStart(16, '0');
}

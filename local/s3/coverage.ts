import { type S3Operation, type S3Subject, s3OperationOf } from '../transport/s3-operation.ts';
import { notImplemented, S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import { storageClassHeader } from './storage-class.ts';

/** Query parameters and `x-amz-` headers that an operation understands, besides those of every request. */
interface Coverage {
  readonly query: readonly string[];
  readonly headers: readonly string[];
  /** Other headers that S3 heeds here and this one does not. */
  readonly refused?: readonly string[];
  /** Whether it describes a new object: user metadata, and headers that ask for what S3 does anyway. */
  readonly describes?: boolean;
}

const checksumHeaders = [
  'x-amz-sdk-checksum-algorithm',
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc32c',
  'x-amz-checksum-crc64nvme',
  'x-amz-checksum-sha1',
  'x-amz-checksum-sha256',
  'x-amz-decoded-content-length',
  'x-amz-trailer',
];

const copySourceHeaders = [
  'x-amz-copy-source',
  'x-amz-copy-source-if-match',
  'x-amz-copy-source-if-none-match',
  'x-amz-copy-source-if-modified-since',
  'x-amz-copy-source-if-unmodified-since',
];

const listParameters = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];

const coverage = {
  ListBuckets: { query: ['prefix', 'max-buckets', 'continuation-token'], headers: [] },
  HeadBucket: { query: [], headers: [] },
  GetBucketLocation: { query: ['location'], headers: [] },
  GetBucketNotificationConfiguration: { query: ['notification'], headers: [] },
  GetBucketVersioning: { query: ['versioning'], headers: [] },
  ListObjects: { query: [...listParameters, 'marker'], headers: [] },
  ListObjectsV2: {
    query: [...listParameters, 'list-type', 'continuation-token', 'start-after', 'fetch-owner'],
    headers: [],
  },
  ListObjectVersions: {
    query: [...listParameters, 'versions', 'key-marker', 'version-id-marker'],
    headers: [],
  },
  DeleteObjects: { query: ['delete'], headers: checksumHeaders },
  ListMultipartUploads: {
    query: [
      'uploads',
      'prefix',
      'delimiter',
      'encoding-type',
      'max-uploads',
      'key-marker',
      'upload-id-marker',
    ],
    headers: [],
  },
  PutObject: {
    query: [],
    headers: [...checksumHeaders, 'x-amz-tagging'],
    refused: ['if-match'],
    describes: true,
  },
  CopyObject: {
    query: [],
    headers: [
      ...copySourceHeaders,
      'x-amz-checksum-algorithm',
      'x-amz-metadata-directive',
      'x-amz-tagging',
      'x-amz-tagging-directive',
    ],
    refused: ['if-match'],
    describes: true,
  },
  CreateMultipartUpload: {
    query: ['uploads'],
    headers: ['x-amz-checksum-algorithm', 'x-amz-checksum-type', 'x-amz-tagging'],
    describes: true,
  },
  UploadPart: { query: ['uploadId', 'partNumber'], headers: checksumHeaders },
  UploadPartCopy: {
    query: ['uploadId', 'partNumber'],
    headers: [...copySourceHeaders, 'x-amz-copy-source-range'],
  },
  CompleteMultipartUpload: {
    query: ['uploadId'],
    headers: [...checksumHeaders, 'x-amz-checksum-type', 'x-amz-mp-object-size'],
    refused: ['if-match'],
  },
  AbortMultipartUpload: { query: ['uploadId'], headers: [], refused: ['x-amz-if-match-initiated-time'] },
  ListParts: { query: ['uploadId', 'max-parts', 'part-number-marker'], headers: [] },
  GetObjectTagging: { query: ['tagging', 'versionId'], headers: [] },
  PutObjectTagging: { query: ['tagging', 'versionId'], headers: checksumHeaders },
  DeleteObjectTagging: { query: ['tagging', 'versionId'], headers: [] },
  GetObject: { query: ['versionId'], headers: ['x-amz-checksum-mode'] },
  HeadObject: { query: ['versionId'], headers: ['x-amz-checksum-mode'] },
  DeleteObject: { query: ['versionId'], headers: [], refused: ['if-match'] },
} satisfies Record<string, Coverage>;

export type Operation = keyof typeof coverage;

/** Every request may carry these (signatures, of version 4 or 2, are not checked here). */
const commonQuery = new Set([
  'x-id',
  'AWSAccessKeyId',
  'Expires',
  'Signature',
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
]);
const commonHeaders = new Set([
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-expected-bucket-owner',
  'x-amz-security-token',
  'x-amz-user-agent',
]);

/** Headers that ask for what S3 does anyway are accepted with that one value. */
const defaults: Readonly<Record<string, string>> = {
  'x-amz-acl': 'private',
  'x-amz-server-side-encryption': 'AES256',
};

/**
 * Which operation a request asks for.
 *
 * @throws S3Error `NotImplemented` for any operation, sub-resource, parameter or header that is not covered:
 *   silently ignoring one (an ACL, say) would be worse than refusing it
 */
export function operationOf(request: S3Request): Operation {
  const operation = s3OperationOf(subjectOf(request), request);
  if (operation === undefined || !isCovered(operation)) throw notImplemented(describe(request));
  const covered: Coverage = coverage[operation];
  for (const name of request.query.keys()) {
    if (!covered.query.includes(name) && !commonQuery.has(name)) {
      throw notImplemented(`the query parameter "${name}" of ${operation}`);
    }
  }
  for (const [name, value] of Object.entries(request.headers)) {
    if (name.startsWith('x-amz-') && !isCoveredHeader(covered, name, value)) {
      throw notImplemented(`the header "${name}: ${value}" of ${operation}`);
    }
  }
  for (const name of covered.refused ?? []) {
    if (request.headers[name] !== undefined) throw notImplemented(`the header "${name}" of ${operation}`);
  }
  return operation;
}

const subjectOf = ({ bucket, key }: S3Request): S3Subject =>
  key !== undefined ? 'object' : bucket !== undefined ? 'bucket' : 'service';
const isCovered = (operation: S3Operation): operation is Operation => Object.hasOwn(coverage, operation);

/** Checks `x-amz-expected-bucket-owner`. @throws S3Error `AccessDenied` */
export function checkOwner(request: S3Request, account: string): void {
  const expected = request.headers['x-amz-expected-bucket-owner'];
  if (expected !== undefined && expected !== account) throw new S3Error('AccessDenied', 'Access Denied', 403);
}

const isCoveredHeader = (covered: Coverage, name: string, value: string): boolean =>
  commonHeaders.has(name) ||
  covered.headers.includes(name) ||
  (covered.describes === true &&
    (name.startsWith('x-amz-meta-') || defaults[name] === value || name === storageClassHeader));

function describe({ method, bucket, key, query }: S3Request): string {
  const target = key !== undefined ? '/{bucket}/{key}' : bucket !== undefined ? '/{bucket}' : '/';
  const parameters = [...query.keys()].filter((name) => !commonQuery.has(name));
  return `${method} ${target}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`;
}

import type { Bucket } from './bucket.ts';
import {
  algorithmNamed,
  type Checksum,
  type ChecksumAlgorithm,
  checksumElements,
  checksumOf,
  md5,
} from './checksum.ts';
import { rangeOf } from './conditions.ts';
import { checkSize, sourceVersionHeader } from './copy-object.ts';
import { type CopySource, copySourceOf } from './copy-source.ts';
import type { MultipartUpload, Part } from './multipart-upload.ts';
import {
  describedBy,
  encryption,
  type ObjectServices,
  readBody,
  type S3Response,
} from './object-operations.ts';
import { invalidArgument, invalidRequest, S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import { taggingOf } from './tags.ts';
import { xmlDocument } from './xml.ts';

/** CreateMultipartUpload: all that the object will be, but its bytes. */
export function createMultipartUpload(
  { context }: ObjectServices,
  bucket: Bucket,
  key: string,
  { headers }: S3Request,
): S3Response {
  const algorithm = algorithmNamed(headers['x-amz-checksum-algorithm'] ?? 'crc64nvme');
  const upload: MultipartUpload = {
    id: context.random.hex(64),
    key,
    startedAt: Math.floor(context.clock.now()),
    headers: describedBy(headers),
    tags: taggingOf(headers),
    algorithm,
    algorithmNamed: headers['x-amz-checksum-algorithm'] !== undefined,
    checksumType: checksumType(algorithm, headers['x-amz-checksum-type']),
    parts: new Map(),
  };
  bucket.uploads.set(upload.id, upload);
  return {
    headers: {
      'content-type': 'application/xml',
      'x-amz-checksum-algorithm': algorithm.toUpperCase(),
      'x-amz-checksum-type': upload.checksumType,
      ...encryption,
    },
    body: xmlDocument('InitiateMultipartUploadResult', [
      ['Bucket', bucket.name],
      ['Key', key],
      ['UploadId', upload.id],
    ]),
  };
}

/** AWS: SHA checksums of parts can only be put together, CRC-64/NVME is only of the whole; the other CRCs are both. */
function checksumType(algorithm: ChecksumAlgorithm, asked: string | undefined): Checksum['type'] {
  const possible: readonly Checksum['type'][] =
    algorithm === 'crc64nvme'
      ? ['FULL_OBJECT']
      : algorithm.startsWith('sha')
        ? ['COMPOSITE']
        : ['COMPOSITE', 'FULL_OBJECT'];
  const type = possible.find((one) => one === (asked ?? possible[0]));
  if (type !== undefined) return type;
  throw invalidRequest(`The ${asked} checksum type cannot be used with the ${algorithm} checksum algorithm.`);
}

/** UploadPart. */
export function uploadPart(
  services: ObjectServices,
  bucket: Bucket,
  key: string,
  request: S3Request,
): S3Response {
  const upload = uploadOf(bucket, key, request);
  const number = partNumber(request);
  const { body, checksum } = readBody(request);
  if (checksum.algorithm !== upload.algorithm && namesChecksum(request.headers)) {
    const expected = upload.algorithmNamed ? upload.algorithm : null;
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${checksum.algorithm}`,
    );
  }
  const { etag, checksum: kept } = keep(services, upload, number, body);
  return {
    headers: { etag: `"${etag}"`, [`x-amz-checksum-${kept.algorithm}`]: kept.value, ...encryption },
  };
}

const namesChecksum = (headers: Readonly<Record<string, string>>): boolean =>
  Object.keys(headers).some((name) => /^x-amz-(checksum-|trailer$)/.test(name));

/** UploadPartCopy: a part of the bytes of an object that is there. They are shared, not copied. */
export function uploadPartCopy(
  services: ObjectServices,
  bucket: Bucket,
  key: string,
  request: S3Request,
): S3Response {
  const upload = uploadOf(bucket, key, request);
  const number = partNumber(request);
  const source = copySourceOf(services.buckets, request);
  const body = rangeOfSource(source, request.headers['x-amz-copy-source-range']);
  checkSize({ object: { ...source.object, body } }, services.limits.largestCopy);
  const part = keep(services, upload, number, body);
  return {
    headers: { 'content-type': 'application/xml', ...sourceVersionHeader(source), ...encryption },
    body: xmlDocument('CopyPartResult', [
      ['LastModified', new Date(part.lastModified).toISOString()],
      ['ETag', `"${part.etag}"`],
      ...checksumElements(part.checksum).slice(0, 1),
    ]),
  };
}

/** `bytes=first-last`, both there: unlike a read, a copy takes nothing past the end. */
function rangeOfSource({ object }: CopySource, header: string | undefined): Uint8Array {
  if (header === undefined) return object.body;
  const size = object.body.length;
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  if (first === undefined || last === undefined) {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      header,
    );
  }
  const range = Number(last) < size ? rangeOf(header, size) : undefined;
  if (range === undefined) {
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${size}`,
      'x-amz-copy-source-range',
      header,
    );
  }
  return object.body.subarray(range.start, range.end);
}

/** AbortMultipartUpload: the parts are gone. */
export function abortMultipartUpload(bucket: Bucket, key: string, request: S3Request): S3Response {
  bucket.uploads.delete(uploadOf(bucket, key, request).id);
  return { status: 204 };
}

/** The upload that a request names. @throws S3Error `NoSuchUpload`, also once it is completed or aborted */
export function uploadOf(bucket: Bucket, key: string, { query }: S3Request): MultipartUpload {
  const id = query.get('uploadId') ?? '';
  const upload = bucket.uploads.get(id);
  if (upload?.key === key) return upload;
  throw new S3Error(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { members: { UploadId: id } },
  );
}

function partNumber({ query }: S3Request): number {
  const given = query.get('partNumber') ?? '';
  const number = /^\d{1,5}$/.test(given) ? Number(given) : 0;
  if (number >= 1 && number <= 10_000) return number;
  throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', given);
}

function keep({ context }: ObjectServices, upload: MultipartUpload, number: number, body: Uint8Array): Part {
  const part: Part = {
    number,
    body,
    etag: md5(body).toString('hex'),
    checksum: checksumOf(upload.algorithm, body),
    lastModified: Math.floor(context.clock.now()),
  };
  upload.parts.set(number, part);
  return part;
}

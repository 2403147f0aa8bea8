import type { Bucket } from './bucket.ts';
import {
  algorithmNamed,
  type ChecksumAlgorithm,
  checksumElements,
  checksumOf,
  checksumTypes,
  md5,
} from './checksum.ts';
import { rangeOf } from './conditions.ts';
import { checkSize, sourceVersionHeader } from './copy-object.ts';
import { type CopySource, copySourceOf } from './copy-source.ts';
import type { DeclaredChecksum, MultipartUpload, Part } from './multipart-upload.ts';
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
import { iso, type XmlElement, xmlDocument } from './xml.ts';

/** CreateMultipartUpload: all that the object will be, but its bytes. */
export function createMultipartUpload(
  { context }: ObjectServices,
  bucket: Bucket,
  key: string,
  { headers }: S3Request,
): S3Response {
  const declared = declaredChecksum(headers);
  const upload: MultipartUpload = {
    id: context.random.hex(64),
    key,
    startedAt: Math.floor(context.clock.now()),
    headers: describedBy(headers),
    tags: taggingOf(headers),
    declared,
    parts: new Map(),
    isKeyDeleted: false,
  };
  bucket.uploads.set(upload.id, upload);
  return {
    headers: {
      'content-type': 'application/xml',
      ...(declared && {
        'x-amz-checksum-algorithm': declared.algorithm.toUpperCase(),
        'x-amz-checksum-type': declared.type,
      }),
      ...encryption,
    },
    body: xmlDocument('InitiateMultipartUploadResult', [
      ['Bucket', bucket.name],
      ['Key', key],
      ['UploadId', upload.id],
    ]),
  };
}

/** @throws S3Error `InvalidRequest` for an unknown algorithm, or a type without one or that is not for it */
function declaredChecksum(headers: Readonly<Record<string, string>>): DeclaredChecksum | undefined {
  const [name, type] = [headers['x-amz-checksum-algorithm'], headers['x-amz-checksum-type']];
  if (name === undefined) {
    if (type === undefined) return undefined;
    throw invalidRequest(
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  const algorithm = algorithmNamed(name);
  const possible = checksumTypes(algorithm);
  const known = possible.find((one) => one === (type ?? possible[0]));
  if (known !== undefined) return { algorithm, type: known };
  throw invalidRequest(`The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`);
}

/**
 * UploadPart. Where the upload declared no algorithm, a part may come with a checksum of any (the SDKs send CRC-32 by
 * themselves): it is checked and told back, and not kept.
 */
export function uploadPart(
  services: ObjectServices,
  bucket: Bucket,
  key: string,
  request: S3Request,
): S3Response {
  const upload = uploadOf(bucket, key, request);
  const number = partNumber(request);
  const { body, checksum } = readBody(request);
  const given = namesChecksum(request.headers) ? checksum.algorithm : null;
  assertDeclared(upload, given);
  const part = keep(services, upload, number, body);
  const told = given === null ? part.checksum : checksum;
  return {
    headers: { etag: `"${part.etag}"`, [`x-amz-checksum-${told.algorithm}`]: told.value, ...encryption },
  };
}

/** S3 computes a checksum that is missing where it is of the whole; a part's own is for the client to give. */
function assertDeclared({ declared }: MultipartUpload, given: ChecksumAlgorithm | null): void {
  if (declared === undefined || declared.algorithm === given) return;
  if (given === null && declared.type === 'FULL_OBJECT') return;
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${declared.algorithm}, actual checksum Type: ${given}`,
  );
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
  const source = copySourceOf(services, request);
  const body = rangeOfSource(source, request.headers['x-amz-copy-source-range']);
  checkSize({ object: { ...source.object, body } }, services.limits.largestCopy);
  const part = keep(services, upload, number, body);
  return {
    headers: { 'content-type': 'application/xml', ...sourceVersionHeader(source), ...encryption },
    body: xmlDocument('CopyPartResult', [
      ['LastModified', iso(part.lastModified)],
      ['ETag', `"${part.etag}"`],
      ...partChecksumElements(upload, part),
    ]),
  };
}

/** A part's checksum as answers tell it: only where the upload declared one. */
export const partChecksumElements = ({ declared }: MultipartUpload, part: Part): readonly XmlElement[] =>
  declared === undefined ? [] : checksumElements(part.checksum).slice(0, 1);

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
    checksum: checksumOf(upload.declared?.algorithm ?? 'crc64nvme', body),
    lastModified: Math.floor(context.clock.now()),
  };
  upload.parts.set(number, part);
  return part;
}

import {
  type CompletedMultipartUpload,
  CompletedMultipartUpload$,
  type CompletedPart,
} from '@aws-sdk/client-s3';
import { type Bucket, latestOf } from './bucket.ts';
import {
  type Checksum,
  checksumElements,
  checksumOf,
  checksumTypes,
  compositeChecksum,
  md5,
} from './checksum.ts';
import { checkWriteCondition } from './conditions.ts';
import { uploadOf } from './multipart.ts';
import type { MultipartUpload, Part } from './multipart-upload.ts';
import {
  encryption,
  type ObjectServices,
  type S3Response,
  store,
  versionHeader,
} from './object-operations.ts';
import { invalidRequest, malformedXml, S3Error } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import { xmlDocument } from './xml.ts';
import { readXml } from './xml-input.ts';

/** CompleteMultipartUpload: the listed parts, in their order, are one object. The upload is over. */
export async function completeMultipartUpload(
  services: ObjectServices,
  bucket: Bucket,
  key: string,
  request: S3Request,
): Promise<S3Response> {
  const { Parts = [] } = await readXml<CompletedMultipartUpload>(CompletedMultipartUpload$, request.body);
  const upload = uploadOf(bucket, key, request);
  const parts = listedParts(upload, Parts);
  checkSizes(parts, services.limits.smallestPart);
  checkWriteCondition(request.headers, latestOf(bucket, key)?.kind === 'object');
  if (request.headers['if-none-match'] !== undefined && upload.isKeyDeleted) throw conflict(key);
  const [first] = parts;
  const body =
    parts.length === 1 && first !== undefined ? first.body : Buffer.concat(parts.map((part) => part.body));
  const checksum = checksumOfAll(upload, parts, body);
  checkWhole(request, upload, checksum, body.length);
  const etag = `${md5(Buffer.concat(parts.map((part) => Buffer.from(part.etag, 'hex')))).toString('hex')}-${parts.length}`;
  bucket.uploads.delete(upload.id);
  const draft = { body, etag, checksum, headers: upload.headers, tags: upload.tags };
  const cause = { requestId: request.id, reason: 'CompleteMultipartUpload' } as const;
  const object = store(services, bucket, key, draft, cause);
  return {
    headers: { 'content-type': 'application/xml', ...versionHeader(bucket, object), ...encryption },
    body: xmlDocument('CompleteMultipartUploadResult', [
      [
        'Location',
        `http://${request.headers.host ?? 's3.amazonaws.com'}/${bucket.name}/${encodeURIComponent(key)}`,
      ],
      ['Bucket', bucket.name],
      ['Key', key],
      ['ETag', `"${etag}"`],
      ...checksumElements(checksum),
    ]),
  };
}

/** The parts that the request lists. @throws S3Error `MalformedXML`, `InvalidPartOrder`, `InvalidPart`, `InvalidRequest`, `BadDigest` */
function listedParts(upload: MultipartUpload, listed: readonly CompletedPart[]): readonly Part[] {
  if (listed.length === 0) throw malformedXml();
  let before = 0;
  return listed.map((entry) => {
    const { PartNumber: number = 0, ETag = '' } = entry;
    if (number <= before) {
      throw new S3Error(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
        400,
        { members: { UploadId: upload.id } },
      );
    }
    before = number;
    const part = upload.parts.get(number);
    const etag = ETag.replace(/^"(.*)"$/, '$1');
    if (part?.etag !== etag || !isItsChecksum(entry, upload, part)) {
      throw new S3Error(
        'InvalidPart',
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        400,
        { members: { UploadId: upload.id, PartNumber: number, ETag: etag } },
      );
    }
    return part;
  });
}

/**
 * Whether the checksums that the list gives of a part are its own. Where the upload declared none, a part has none: one
 * that is given is wrong.
 *
 * @throws S3Error `InvalidRequest` (one of parts is missing), `BadDigest` (of another algorithm)
 */
function isItsChecksum(entry: CompletedPart, { declared }: MultipartUpload, part: Part): boolean {
  const given = Object.entries(entry).filter(([name, value]) => name.startsWith('Checksum') && value);
  if (declared === undefined) return given.length === 0;
  const name = `Checksum${declared.algorithm.toUpperCase()}`;
  const other = given.find(([member]) => member !== name);
  if (other !== undefined) {
    const algorithm = other[0].slice('Checksum'.length).toLowerCase();
    throw badDigest(`The ${algorithm} you specified for part ${part.number} did not match what we received.`);
  }
  const [own] = given;
  if (own !== undefined) return own[1] === part.checksum.value;
  if (declared.type === 'FULL_OBJECT') return true;
  throw invalidRequest(
    `The upload was created using a ${declared.algorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
  );
}

/** A deletion since the upload began counts as a write that came between, though the key is free (recorded on AWS). */
const conflict = (key: string): S3Error =>
  new S3Error(
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    409,
    { members: { Condition: 'If-None-Match', Key: key } },
  );

const digestHeader = /^x-amz-checksum-(crc|sha)/;

const badDigest = (message: string): S3Error => new S3Error('BadDigest', message, 400);

/** All parts but the last must be large enough. */
function checkSizes(parts: readonly Part[], smallest: number): void {
  const small = parts.slice(0, -1).find((part) => part.body.length < smallest);
  if (small === undefined) return;
  throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
    members: {
      ProposedSize: small.body.length,
      MinSizeAllowed: smallest,
      PartNumber: small.number,
      ETag: small.etag,
    },
  });
}

function checksumOfAll({ declared }: MultipartUpload, parts: readonly Part[], body: Uint8Array): Checksum {
  if (declared?.type !== 'COMPOSITE') return checksumOf(declared?.algorithm ?? 'crc64nvme', body);
  return compositeChecksum(
    declared.algorithm,
    parts.map((part) => part.checksum),
  );
}

/**
 * What the request says of the whole object. A checksum counts only where the upload declared one, and is of the type that
 * is its algorithm's default where the request names none: so CRC-32 of the whole needs `x-amz-checksum-type`.
 *
 * @throws S3Error `BadDigest`, `InvalidRequest`
 */
function checkWhole({ headers }: S3Request, { declared }: MultipartUpload, checksum: Checksum, size: number) {
  const type = headers['x-amz-checksum-type'];
  if (type !== undefined && type !== declared?.type) {
    throw invalidRequest(
      `The upload was created using the ${declared?.type ?? null} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  const isGiven = Object.keys(headers).some((name) => digestHeader.test(name));
  if (declared !== undefined && isGiven) {
    const isRight =
      headers[`x-amz-checksum-${declared.algorithm}`] === checksum.value &&
      (type ?? checksumTypes(declared.algorithm)[0]) === declared.type;
    if (!isRight) {
      throw badDigest(`The ${declared.algorithm} you specified did not match the calculated checksum.`);
    }
  }
  const expected = headers['x-amz-mp-object-size'];
  if (expected !== undefined && Number(expected) !== size) {
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${expected} does not match what was computed: ${size}`,
    );
  }
}

import {
  type CompletedMultipartUpload,
  CompletedMultipartUpload$,
  type CompletedPart,
} from '@aws-sdk/client-s3';
import { type Bucket, latestOf } from './bucket.ts';
import { type Checksum, checksumElements, checksumOf, compositeChecksum, md5 } from './checksum.ts';
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
  const [first] = parts;
  const body =
    parts.length === 1 && first !== undefined ? first.body : Buffer.concat(parts.map((part) => part.body));
  const checksum = checksumOfAll(upload, parts, body);
  checkWhole(request, checksum, body.length);
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

/** The parts that the request lists. @throws S3Error `MalformedXML`, `InvalidPartOrder`, `InvalidPart`, `InvalidRequest` */
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
    const checksum = checksumIn(entry, upload);
    if (upload.checksumType === 'COMPOSITE' && checksum === undefined) {
      throw invalidRequest(
        `The upload was created using a ${upload.algorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
      );
    }
    const isSame =
      part?.etag === ETag.replace(/^"(.*)"$/, '$1') &&
      (checksum ?? part.checksum.value) === part.checksum.value;
    if (part === undefined || !isSame) {
      throw new S3Error(
        'InvalidPart',
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        400,
        { members: { UploadId: upload.id, PartNumber: number, ETag } },
      );
    }
    return part;
  });
}

const checksumIn = (entry: CompletedPart, { algorithm }: MultipartUpload): string | undefined =>
  (entry as Readonly<Record<string, unknown>>)[`Checksum${algorithm.toUpperCase()}`] as string | undefined;

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

function checksumOfAll(upload: MultipartUpload, parts: readonly Part[], body: Uint8Array): Checksum {
  const { algorithm, checksumType } = upload;
  switch (checksumType) {
    case 'FULL_OBJECT':
      return checksumOf(algorithm, body);
    case 'COMPOSITE':
      return compositeChecksum(
        algorithm,
        parts.map((part) => part.checksum),
      );
  }
}

/** What the request says of the whole object. @throws S3Error `BadDigest`, `InvalidRequest` */
function checkWhole({ headers }: S3Request, checksum: Checksum, size: number): void {
  const given = headers[`x-amz-checksum-${checksum.algorithm}`];
  if (given !== undefined && given !== checksum.value) {
    throw new S3Error(
      'BadDigest',
      `The ${checksum.algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      400,
    );
  }
  const expected = headers['x-amz-mp-object-size'];
  if (expected !== undefined && Number(expected) !== size) {
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${expected} does not match what was computed: ${size}`,
    );
  }
}

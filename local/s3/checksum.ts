import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c, crc64nvme } from './crc.ts';
import { invalidRequest, notImplemented, S3Error } from './s3-error.ts';
import type { XmlElement } from './xml.ts';

export type ChecksumAlgorithm = 'crc32' | 'crc32c' | 'crc64nvme' | 'sha1' | 'sha256';

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64 of the big-endian digest, as in `x-amz-checksum-<algorithm>`. */
  readonly value: string;
  /** Of all bytes, or of the parts' checksums with `-<number of parts>`. */
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

const digests: Readonly<Record<ChecksumAlgorithm, (body: Uint8Array) => Buffer>> = {
  crc32: (body) => bigEndian(BigInt(crc32(body)), 4),
  crc32c: (body) => bigEndian(BigInt(crc32c(body)), 4),
  crc64nvme: (body) => bigEndian(crc64nvme(body), 8),
  sha1: (body) => createHash('sha1').update(body).digest(),
  sha256: (body) => createHash('sha256').update(body).digest(),
};

const bigEndian = (value: bigint, length: number): Buffer =>
  Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex');

export const md5 = (body: Uint8Array): Buffer => createHash('md5').update(body).digest();

/** The headers that tell a stored object's checksum. */
export const checksumHeaders = ({ algorithm, value, type }: Checksum): Record<string, string> => ({
  [`x-amz-checksum-${algorithm}`]: value,
  'x-amz-checksum-type': type,
});

/** The same in an answer's document: `<ChecksumSHA256>…</ChecksumSHA256><ChecksumType>…`. */
export const checksumElements = ({ algorithm, value, type }: Checksum): XmlElement[] => [
  [`Checksum${algorithm.toUpperCase()}`, value],
  ['ChecksumType', type],
];

/** @throws S3Error `InvalidRequest` for a name that is no algorithm of ours */
export function algorithmNamed(name: string): ChecksumAlgorithm {
  const algorithm = name.toLowerCase();
  if (Object.hasOwn(digests, algorithm)) return algorithm as ChecksumAlgorithm;
  throw invalidRequest(
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  );
}

/**
 * What a multipart upload's checksum of an algorithm can be, the default first. AWS: SHA checksums of parts can only be put
 * together, CRC-64/NVME is only of the whole; the other CRCs are both.
 */
export function checksumTypes(
  algorithm: ChecksumAlgorithm,
): readonly [Checksum['type'], ...Checksum['type'][]] {
  if (algorithm === 'crc64nvme') return ['FULL_OBJECT'];
  return algorithm.startsWith('sha') ? ['COMPOSITE'] : ['COMPOSITE', 'FULL_OBJECT'];
}

/** The checksum of all of `body`. @throws S3Error as `algorithmNamed` */
export function checksumOf(name: string, body: Uint8Array): Checksum {
  const algorithm = algorithmNamed(name);
  return { algorithm, value: digests[algorithm](body).toString('base64'), type: 'FULL_OBJECT' };
}

/** The checksum of parts: that of their digests, one after the other, and how many they are. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly Checksum[]): Checksum {
  const all = Buffer.concat(parts.map(({ value }) => Buffer.from(value, 'base64')));
  const digest = digests[algorithm](all).toString('base64');
  return { algorithm, value: `${digest}-${parts.length}`, type: 'COMPOSITE' };
}

/**
 * Verifies what the client says of its body, by headers or (in `fields`) trailers: Content-MD5, the payload hash
 * of the signature and at most one `x-amz-checksum-`.
 *
 * @returns the checksum to keep: the client's, or CRC-64/NVME, which S3 adds to uploads without one
 * @throws S3Error `BadDigest`, `InvalidDigest`, `InvalidRequest`, `XAmzContentSHA256Mismatch`
 */
export function verifyBody(body: Uint8Array, fields: Readonly<Record<string, string>>): Checksum {
  verifyMd5(body, fields['content-md5']);
  verifyPayloadHash(body, fields['x-amz-content-sha256']);
  const given = givenChecksum(fields);
  if (given === undefined) return checksumOf('crc64nvme', body);
  const computed = digests[given.algorithm](body);
  if (decodeDigest(given.value, computed.length) === undefined) {
    throw invalidRequest(`Value for x-amz-checksum-${given.algorithm} header is invalid.`);
  }
  if (computed.toString('base64') !== given.value) {
    throw new S3Error(
      'BadDigest',
      `The ${given.algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      400,
    );
  }
  return given;
}

function givenChecksum(fields: Readonly<Record<string, string>>): Checksum | undefined {
  const named = (Object.keys(digests) as ChecksumAlgorithm[]).filter(
    (algorithm) => fields[`x-amz-checksum-${algorithm}`] !== undefined,
  );
  if (named.length > 1) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const announced = fields['x-amz-sdk-checksum-algorithm']?.toLowerCase();
  if (announced !== undefined && !Object.hasOwn(digests, announced)) {
    throw notImplemented(`the checksum algorithm ${announced.toUpperCase()}`);
  }
  const [algorithm] = named;
  if (announced !== undefined && announced !== algorithm) {
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  return (
    algorithm && {
      algorithm,
      value: fields[`x-amz-checksum-${algorithm}`] as string,
      type: 'FULL_OBJECT',
    }
  );
}

function verifyMd5(body: Uint8Array, given: string | undefined): void {
  if (given === undefined) return;
  const digest = decodeDigest(given, 16);
  if (digest === undefined) {
    throw new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400);
  }
  if (!md5(body).equals(digest)) {
    throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400);
  }
}

/** Other values than a hash (UNSIGNED-PAYLOAD, STREAMING-…) promise nothing about the body as a whole. */
function verifyPayloadHash(body: Uint8Array, given: string | undefined): void {
  if (given === undefined || !/^[0-9a-f]{64}$/.test(given)) return;
  if (digests.sha256(body).toString('hex') !== given) {
    throw new S3Error(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      400,
    );
  }
}

function decodeDigest(base64: string, length: number): Buffer | undefined {
  const digest = Buffer.from(base64, 'base64');
  return digest.length === length && digest.toString('base64') === base64 ? digest : undefined;
}

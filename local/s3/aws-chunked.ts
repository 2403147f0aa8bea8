import { text } from '../transport/wire.ts';
import { S3Error } from './s3-error.ts';

export interface Decoded {
  readonly body: Uint8Array;
  /** Trailing fields by lower-case name: the checksum of a streamed upload is known only at its end. */
  readonly trailers: Readonly<Record<string, string>>;
}

/** Whether a body is sent in `aws-chunked` form, signed chunk by chunk or not. */
export const isAwsChunked = (headers: Readonly<Record<string, string>>): boolean =>
  headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true ||
  codings(headers['content-encoding']).includes('aws-chunked');

/** A content-encoding without the transport's own `aws-chunked`, as S3 keeps it; undefined for none. */
export const keptEncoding = (encoding: string | undefined): string | undefined =>
  codings(encoding)
    .filter((coding) => coding !== 'aws-chunked')
    .join(',') || undefined;

const codings = (encoding: string | undefined): string[] =>
  (encoding ?? '').split(',').flatMap((coding) => coding.trim() || []);

/**
 * Undoes `aws-chunked` (AWS: "Signature Calculations for … Transferring Payload in Multiple Chunks"):
 * `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n` …, a chunk of size 0, then `name:value\r\n` trailers and an
 * empty line. Chunk signatures are not checked, as no signature is here.
 *
 * @throws S3Error `IncompleteBody` (ends early, or not `x-amz-decoded-content-length` bytes),
 *   `MalformedTrailerError` (trailers not as `x-amz-trailer` announces)
 */
export function decodeAwsChunked(encoded: Uint8Array, headers: Readonly<Record<string, string>>): Decoded {
  const buffer = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = buffer.indexOf('\r\n', at);
    const size = /^([0-9a-f]{1,8})(;.*)?$/i.exec(
      lineEnd < 0 ? '' : buffer.toString('latin1', at, lineEnd),
    )?.[1];
    if (size === undefined) throw incompleteBody();
    const start = lineEnd + 2;
    const end = start + Number.parseInt(size, 16);
    if (end === start) {
      const body = Buffer.concat(chunks);
      checkLength(body, headers['x-amz-decoded-content-length']);
      return { body, trailers: readTrailers(buffer.subarray(start), headers['x-amz-trailer']) };
    }
    if (buffer.toString('latin1', end, end + 2) !== '\r\n') throw incompleteBody();
    chunks.push(buffer.subarray(start, end));
    at = end + 2;
  }
}

function readTrailers(rest: Uint8Array, announced: string | undefined): Record<string, string> {
  const trailers: Record<string, string> = {};
  for (const line of text(rest).split(/\r?\n/)) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    if (colon < 1) throw malformedTrailer();
    const name = line.slice(0, colon).trim().toLowerCase();
    if (name !== 'x-amz-trailer-signature') trailers[name] = line.slice(colon + 1).trim();
  }
  const expected = (announced ?? '').split(',').flatMap((name) => name.trim().toLowerCase() || []);
  if (expected.toSorted().join() !== Object.keys(trailers).toSorted().join()) throw malformedTrailer();
  return trailers;
}

function checkLength(body: Uint8Array, declared: string | undefined): void {
  if (declared === undefined) {
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  }
  if (Number(declared) !== body.length) throw incompleteBody();
}

const incompleteBody = (): S3Error =>
  new S3Error(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
    400,
  );

const malformedTrailer = (): S3Error =>
  new S3Error(
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    400,
  );

import type { WireRequest } from '../transport/wire.ts';
import { S3Error } from './s3-error.ts';

/** A request with its address read: what every operation starts from. */
export interface S3Request {
  /** S3's request id: in the answer, in errors and in the event that the request causes. */
  readonly id: string;
  readonly method: string;
  readonly bucket: string | undefined;
  /** Percent-decoded exactly once and otherwise untouched: `..`, `//` and `+` are part of the key. */
  readonly key: string | undefined;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** 1,024 bytes of UTF-8 (AWS: "Naming Amazon S3 objects"). */
const longestKey = 1024;

/**
 * Reads bucket and key from `/bucket/key` or, at the host `bucket.localhost`, from `/key`.
 *
 * @throws S3Error `InvalidURI` (bad percent-encoding), `KeyTooLongError`
 */
export function readS3Request(request: WireRequest, id: string): S3Request {
  const virtualHost = /^(.+)\.localhost(?::\d+)?$/.exec(request.headers.host ?? '')?.[1];
  const path = request.path.replace(/^\//, '');
  const cut = virtualHost === undefined ? path.indexOf('/') : -1;
  const bucket = virtualHost ?? decode(cut < 0 ? path : path.slice(0, cut));
  const key = decode(virtualHost === undefined ? (cut < 0 ? '' : path.slice(cut + 1)) : path);
  const keyBytes = Buffer.byteLength(key);
  if (keyBytes > longestKey) {
    throw new S3Error('KeyTooLongError', 'Your key is too long', 400, {
      members: { Size: keyBytes, MaxSizeAllowed: longestKey },
    });
  }
  const { method, query, headers, body } = request;
  return { id, method, bucket: bucket || undefined, key: key || undefined, query, headers, body };
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.", 400, { members: { URI: encoded } });
  }
}

/** One HTTP request as the services see it, whether it came over a socket or from an in-process SDK client. */
export interface WireRequest {
  readonly method: string;
  /** The path as sent: still percent-encoded, never normalised (an S3 key may hold `..`). */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The query string as sent, where it came over a socket. */
  readonly rawQuery?: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Each becomes a `set-cookie` header of its own. */
  readonly cookies?: readonly string[];
  readonly body: Uint8Array;
}

/** One AWS service behind the router. `handle` never throws: it turns every error into AWS's shape. */
export interface WireService {
  /** The name it is signed for (`sagemaker`, `states`, `s3` …); also names it in messages. */
  readonly id: string;
  /** The operations that it answers, by AWS's names; left out where paths and methods tell them apart. */
  readonly operations?: readonly string[];
  handle(request: WireRequest): Promise<WireResponse>;
  /** `error` in this service's own protocol, for refusals made before an operation is known. */
  refuse(error: unknown, request: WireRequest): WireResponse;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const utf8 = (text: string): Uint8Array => encoder.encode(text);
export const text = (bytes: Uint8Array): string => decoder.decode(bytes);

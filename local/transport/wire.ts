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

/** What a call of an operation gave: its output, or the response that tells a client of the error. */
export type CallAnswer =
  | { readonly ok: true; readonly output: Record<string, unknown>; readonly requestId: string }
  | { readonly ok: false; readonly refusal: WireResponse };

/** A service's operations without requests. */
export interface DirectService {
  /**
   * Calls an operation with a value of the SDK's shape. Neither side sees what the other does to its values later.
   * Never throws.
   */
  call(operation: string, input: unknown): Promise<CallAnswer>;
  /** `error` as this service answers it to an SDK client. */
  refuse(error: unknown): WireResponse;
}

/** One AWS service behind the router. `handle` never throws: it turns every error into AWS's shape. */
export interface WireService {
  /** The name it is signed for (`sagemaker`, `states`, `s3` …); also names it in messages. */
  readonly id: string;
  /** The operations that it answers, by AWS's names; left out where paths and methods tell them apart. */
  readonly operations?: readonly string[];
  handle(request: WireRequest): Promise<WireResponse>;
  /** The same for clients in this process; left out where there is no such way. */
  readonly direct?: DirectService;
  /** `error` in this service's own protocol, for refusals made before an operation is known. */
  refuse(error: unknown, request: WireRequest): WireResponse;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const utf8 = (text: string): Uint8Array => encoder.encode(text);
export const text = (bytes: Uint8Array): string => decoder.decode(bytes);

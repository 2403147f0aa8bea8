/** Why a call to AWS failed. `refused`: a retry fails too. `not-now`: throttled, down, or no connection. */
export interface Fault {
  readonly kind: 'refused' | 'not-now';
  /** The error's code. Its message is not used, since it may reveal more than it should. */
  readonly name: string;
  readonly status: number | undefined;
}

const throttled = /Throttl|TooManyRequests|LimitExceeded|SlowDown/;

/** Classifies an error of an SDK client or of the connection. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { kind: 'not-now', name: 'an unknown error', status: undefined };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const name = error.name === 'Error' ? (code ?? error.name) : error.name;
  const status = statusOf(error);
  const isRefusal = status !== undefined && status >= 400 && status < 500 && status !== 429;
  return { kind: isRefusal && !throttled.test(name) ? 'refused' : 'not-now', name, status };
}

function statusOf(error: Error): number | undefined {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

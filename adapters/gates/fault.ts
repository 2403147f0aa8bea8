/** Why a call of AWS came to nothing. `refused`: it would be again. `not-now`: throttled, down, or no connection. */
export interface Fault {
  readonly kind: 'refused' | 'not-now';
  /** Its code: the words may say more than is ours to tell. */
  readonly name: string;
  readonly status: number | undefined;
}

const throttled = /Throttl|TooManyRequests|LimitExceeded|SlowDown/;

/** An error of an SDK client, or of the way there. */
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

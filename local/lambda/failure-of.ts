import type { FailedInvocation } from '../ports.ts';

/**
 * What Lambda reports of an error that ended an invocation: an error by its name, anything else by its type. Node.js's
 * runtime adds its stack as `trace` (Lambda guide, "Node.js function errors"), Python's as `stackTrace`, without the
 * message, and the id of the request (recorded on AWS). What the service itself tells has neither.
 */
export function failureOf(error: unknown, requestId: string, runtime = 'nodejs'): FailedInvocation {
  if (!(error instanceof Error)) {
    return {
      ok: false,
      errorType: typeof error,
      errorMessage: String(error),
      ...stackOf([], runtime, requestId),
    };
  }
  const { name: errorType, message: errorMessage, stack = '' } = error;
  const told = { ok: false, errorType, errorMessage } as const;
  if (ofService.includes(errorType)) return told;
  return { ...told, ...stackOf(stack.split('\n'), runtime, requestId) };
}

/** Reported by Lambda, not by the runtime: the container is gone. */
const ofService = ['Sandbox.Timedout', 'Runtime.ExitError'];

const stackOf = (
  trace: readonly string[],
  runtime: string,
  requestId: string,
): Pick<FailedInvocation, 'more'> =>
  runtime.startsWith('python')
    ? { more: { requestId, stackTrace: trace.filter((line) => /^\s+at /.test(line)) } }
    : { more: { trace } };

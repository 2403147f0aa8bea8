import { ApiRefused } from '../../core/errors.ts';

/** SageMaker models only ResourceLimitExceeded; all other refusals are matched by name. */
export const isRefusal = (error: unknown): error is Error =>
  error instanceof Error &&
  ['ValidationException', 'ResourceLimitExceeded', 'AccessDeniedException'].includes(error.name);

/** The answer. A refusal is thrown as ApiRefused; throttling and faults as SDK errors, to be retried. */
export async function refusable<T>(operation: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    // A new endpoint config may not be visible yet (AWS's reads are eventually consistent): worth a retry.
    const unseen = isRefusal(error) && /^Could not find endpoint configuration/i.test(error.message);
    if (isRefusal(error) && !unseen) throw new ApiRefused(operation, error.message, { cause: error });
    throw error;
  }
}

/**
 * The answer, or undefined if there is no such resource, which SageMaker reports as a ValidationException.
 */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isRefusal(error) && /^Could not find /i.test(error.message)) return undefined;
    throw error;
  }
}

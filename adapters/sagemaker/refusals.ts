import { ApiRefused } from '../../core/errors.ts';

/** SageMaker models only ResourceLimitExceeded; all other refusals are matched by name. */
export const isRefusal = (error: unknown): error is Error =>
  error instanceof Error &&
  ['ValidationException', 'ResourceLimitExceeded', 'AccessDeniedException'].includes(error.name);

/** The answer; a refusal comes as ApiRefused, throttling and faults as the SDK's own errors, to be retried. */
export async function refusable<T>(operation: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    // An endpoint config just made may not be seen yet (AWS reads it eventually consistently): worth another try.
    const unseen = isRefusal(error) && /^Could not find endpoint configuration/i.test(error.message);
    if (isRefusal(error) && !unseen) throw new ApiRefused(operation, error.message, { cause: error });
    throw error;
  }
}

/** The answer, or undefined if there is no such thing: SageMaker says so as a ValidationException. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isRefusal(error) && /^Could not find /i.test(error.message)) return undefined;
    throw error;
  }
}

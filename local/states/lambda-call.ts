import { errorDocument, type FunctionInvoker, type InvocationResult } from '../ports.ts';
import { AwsError } from '../transport/aws-error.ts';
import { StateFailed } from './failure.ts';
import { byteLength, type Json } from './json.ts';

export interface Called {
  /** What the function answered; null if nothing. */
  readonly payload: Json;
  /** Of the answer, in bytes. */
  readonly size: number;
  readonly requestId: string | undefined;
}

/**
 * Calls a function and waits for it.
 * @param newId gives the id of a request that Lambda refuses
 * @param refusalOf IAM's, if the state machine's role may not call the function
 * @throws StateFailed: the function's own error under its errorType, or Lambda's refusal as `Lambda.<Code>`
 */
export async function callFunction(
  functions: FunctionInvoker,
  name: string,
  payload: Json,
  newId: () => string,
  refusalOf: (name: string) => AwsError | undefined = () => undefined,
): Promise<Called> {
  const result = await invoke(functions, name, payload, newId, refusalOf);
  if (!result.ok) {
    throw new StateFailed({ error: result.errorType, cause: JSON.stringify(errorDocument(result)) });
  }
  const text = JSON.stringify(result.payload) ?? 'null';
  return { payload: JSON.parse(text), size: byteLength(text), requestId: result.requestId };
}

async function invoke(
  functions: FunctionInvoker,
  name: string,
  payload: Json,
  newId: () => string,
  refusalOf: (name: string) => AwsError | undefined,
): Promise<InvocationResult> {
  try {
    const refusal = refusalOf(name);
    if (refusal !== undefined) throw refusal;
    return await functions.invoke(name, payload);
  } catch (error) {
    if (!(error instanceof AwsError)) throw serviceFault(error);
    // What Lambda's API does not list among Invoke's errors has no name of its own.
    const isListed = error.code !== 'AccessDeniedException';
    const named = error.code.endsWith('Exception') ? error.code : `${error.code}Exception`;
    const code = isListed ? named : 'AWSLambdaException';
    // Step Functions asks for the latest version by name, and so Lambda's text of a missing one names it.
    const message = error.message.replace(
      /^Function not found: arn:[^:]*(?::[^:]*){3}:function:[^:]+$/,
      '$&:$LATEST',
    );
    const cause = `${message} (Service: AWSLambda; Status Code: ${error.status}; Error Code: ${error.code}; Request ID: ${newId()}; Proxy: null)`;
    throw new StateFailed({ error: `Lambda.${code}`, cause });
  }
}

/** A fault of the local AWS itself looks like one of Lambda: the usual Retry on it applies, and its cause tells. */
const serviceFault = (error: unknown): StateFailed =>
  new StateFailed({
    error: 'Lambda.ServiceException',
    cause: `The local AWS failed to call the function: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  });

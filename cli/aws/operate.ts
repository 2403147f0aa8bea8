import { randomUUID } from 'node:crypto';
import { GetFunctionUrlConfigCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { type CommandInput, type CommandResult, commandResultSchema } from '../../core/commands/contract.ts';
import { UsageError } from '../usage-error.ts';
import type { Aws } from './aws.ts';
import { type SignedAddress, signedPost } from './signed-post.ts';

/** A command of people, as the controller accepts it, without the members that this file adds. */
export type Command = CommandInput extends infer C
  ? C extends unknown
    ? Omit<C, 'key' | 'by'>
    : never
  : never;

export interface Answered {
  readonly operated: CommandResult;
  /** Why the command was sent without proof of the caller; undefined if the caller was proven. */
  readonly unproven?: string;
}

/**
 * Asks the deployed controller with a signed request, so that AWS proves who asks. If that is not possible,
 * it asks without the signature, and the controller refuses what needs the proof. The key makes a repeated
 * request the same command, not a second one.
 */
export async function operate(aws: Aws, command: Command, by: string | undefined): Promise<Answered> {
  const lambda = aws.clients(LambdaClient);
  const keyed = { ...command, key: randomUUID() };
  const name = aws.names.operateSigned;
  const signed = await askSigned(aws, lambda, { ...keyed, ...(by !== undefined && { by }) });
  if (signed.kind === 'answered') return { operated: commandResultSchema.parse(signed.answer) };
  try {
    const answer = await invoke(lambda, aws.names.operate, { ...keyed, by: signature(aws.caller, by) });
    return { operated: commandResultSchema.parse(answer), unproven: `${name} ${signed.why}` };
  } catch (error) {
    // Report the missing right to the signed way: that is the right to ask for.
    throw isNamed(error, 'AccessDeniedException') && signed.refusal ? signed.refusal : error;
  }
}

type Signed =
  | { readonly kind: 'answered'; readonly answer: unknown }
  | { readonly kind: 'no-way'; readonly why: string; readonly refusal?: Error };

async function askSigned(aws: Aws, lambda: LambdaClient, body: object): Promise<Signed> {
  const name = aws.names.operateSigned;
  const address = await addressOf(aws, lambda);
  if (address instanceof Error) {
    const refused = isNamed(address, 'AccessDeniedException');
    if (refused) return { kind: 'no-way', why: 'may not be used with these credentials', refusal: address };
    return { kind: 'no-way', why: 'has no address in this deployment, which may be older than this command' };
  }
  const { status, errorType, body: answered } = await signedPost(lambda, address, JSON.stringify(body));
  if (status === 200) return { kind: 'answered', answer: JSON.parse(answered) };
  const told = messageIn(answered);
  if (status === 400) throw new UsageError(`${name}: ${told}`);
  if (status === 403 && errorType === 'AccessDeniedException') {
    const right =
      address.service === 'lambda'
        ? `lambda:InvokeFunctionUrl or lambda:InvokeFunction on ${name}: ${told}`
        : `execute-api:Invoke on the API of ${name}: ${told}`;
    const refusal = Object.assign(new Error(right), { name: errorType });
    return { kind: 'no-way', why: 'may not be used with these credentials', refusal };
  }
  if (status === 403 && errorType !== undefined) throw Object.assign(new Error(told), { name: errorType });
  throw new Error(`${name} failed with status ${status}: ${told}. Its log tells why.`);
}

/** The function's URL or, where the stage has none, its API; the error if neither is known. */
async function addressOf(aws: Aws, lambda: LambdaClient): Promise<SignedAddress | Error> {
  const url = await urlOf(lambda, aws.names.operateSigned);
  if (typeof url === 'string') return { url, service: 'lambda' };
  const api = await apiOf(aws);
  if (typeof api === 'string') return { url: aws.served(api), service: 'execute-api' };
  // Whoever has an API has no right to ask for a URL, and whoever has a URL none to read the parameter.
  return isNamed(api, 'AccessDeniedException') && !isNamed(url, 'AccessDeniedException') ? api : url;
}

async function apiOf(aws: Aws): Promise<string | Error> {
  try {
    const read = new GetParameterCommand({ Name: aws.names.commandsAddress });
    const { Parameter } = await aws.clients(SSMClient).send(read);
    return z.url().parse(Parameter?.Value);
  } catch (error) {
    if (isNamed(error, 'ParameterNotFound') || isNamed(error, 'AccessDeniedException')) return error;
    throw error;
  }
}

/** The URL of a function, or the error if it is not known. */
async function urlOf(lambda: LambdaClient, name: string): Promise<string | Error> {
  try {
    const { FunctionUrl } = await lambda.send(new GetFunctionUrlConfigCommand({ FunctionName: name }));
    return z.url().parse(FunctionUrl);
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException') || isNamed(error, 'AccessDeniedException')) return error;
    throw error;
  }
}

const isNamed = (error: unknown, name: string): error is Error =>
  error instanceof Error && error.name === name;

const messageSchema = z.union([
  z.object({ message: z.string() }).transform(({ message }) => message),
  // An error of AWS's front.
  z.object({ Message: z.string() }).transform(({ Message }) => Message),
]);

function messageIn(body: string): string {
  try {
    return messageSchema.parse(JSON.parse(body));
  } catch {
    return body.slice(0, 200);
  }
}

const failureSchema = z.object({ errorType: z.string().optional(), errorMessage: z.string() });

async function invoke(lambda: LambdaClient, name: string, body: object): Promise<unknown> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(body) }),
  );
  const answer: unknown = JSON.parse(Payload?.transformToString() ?? 'null');
  if (FunctionError === undefined) return answer;
  const { errorType = FunctionError, errorMessage } = failureSchema.parse(answer);
  throw new Error(`${name} failed with ${errorType}: ${errorMessage}`);
}

const longestSignature = 200;

/** The caller, when not proven: the whole ARN from AWS, and the name that callers give themselves. */
function signature(caller: string, name: string | undefined): string {
  if (name === undefined) return caller;
  const inBrackets = ` (${caller})`;
  return name.slice(0, Math.max(0, longestSignature - inBrackets.length)) + inBrackets;
}

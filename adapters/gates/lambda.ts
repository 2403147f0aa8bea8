import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { LambdaAction } from '../../core/gates/action.ts';
import type { ActionAbout } from '../../core/gates/action-ports.ts';
import type { CheckAnswer } from '../../core/gates/check-answer.ts';
import { globMatches } from '../../core/gates/glob.ts';
import { faultOf } from './fault.ts';
import { jsonOf } from './json.ts';
import { questionOf } from './question.ts';
import { longestAnswer, saidIn, tooLong } from './said.ts';

export interface LambdaDependencies {
  readonly lambda: LambdaClient;
  /** Functions allowed at deploy time, by name or ARN; `*` stands for anything. */
  readonly allowedFunctions: readonly string[];
}

/** Invokes a function of the user, and waits for its answer. */
export async function askFunction(
  { lambda, allowedFunctions }: LambdaDependencies,
  { function: name, timeoutSeconds }: LambdaAction,
  about: ActionAbout,
): Promise<CheckAnswer> {
  if (!allowedFunctions.some((pattern) => globMatches(pattern, name))) {
    const list = allowedFunctions.join(', ') || 'none is';
    return { kind: 'refused', why: `not allowed at deploy time (${list})` };
  }
  const Payload = Buffer.from(JSON.stringify(questionOf(about, false)));
  const command = new InvokeCommand({ FunctionName: name, InvocationType: 'RequestResponse', Payload });
  const abortSignal = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const { FunctionError, Payload: answer } = await lambda.send(command, { abortSignal });
    const text = Buffer.from(answer ?? []).toString('utf8');
    if (FunctionError !== undefined) return brokeAs(text);
    return (answer?.length ?? 0) > longestAnswer ? tooLong : saidIn(text);
  } catch (error) {
    if (abortSignal.aborted) return { kind: 'silent', why: `no answer within ${timeoutSeconds} s` };
    const { kind, name: fault } = faultOf(error);
    return { kind: kind === 'refused' ? 'refused' : 'silent', why: `it could not be called (${fault})` };
  }
}

/** What Lambda returns for a function that failed. */
const brokenSchema = z.object({ errorType: z.string().regex(/^[\w.$]{1,100}$/) });

/** Uses only the type of the error: its message is the function's own text. */
function brokeAs(text: string): CheckAnswer {
  const type = brokenSchema.safeParse(jsonOf(text)).data?.errorType;
  if (type === 'Sandbox.Timedout') return { kind: 'silent', why: 'it ran into its own timeout' };
  return { kind: 'refused', why: `it broke${type === undefined ? '' : ` (${type})`}` };
}

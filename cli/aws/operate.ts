import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { Aws } from './aws.ts';

/** What people ask for (functions/operate.ts). */
export type Wish =
  | {
      readonly command: 'abort';
      readonly endpoint: string;
      readonly reason: string;
      readonly release?: string;
    }
  | {
      readonly command: 'retry';
      readonly endpoint: string;
      readonly reason?: string;
      readonly release: string;
    }
  | {
      readonly command: 'rollback';
      readonly endpoint: string;
      readonly reason?: string;
      readonly to?: string;
      readonly fast: boolean;
    }
  | {
      readonly command: 'decide';
      readonly endpoint: string;
      readonly action: 'approve' | 'reject';
      readonly gate?: string;
      readonly reason?: string;
    };

const operatedSchema = z.object({
  done: z.enum(['stopped', 'stopping', 'started', 'decided', 'nothing']),
  message: z.string(),
  rollout: z.string().optional(),
});
/** What became of a wish. */
export type Operated = z.infer<typeof operatedSchema>;

const failureSchema = z.object({ errorType: z.string().optional(), errorMessage: z.string() });

/** Asks the deployed function. The key makes a call that the SDK repeats the same wish, not another one. */
export async function operate(aws: Aws, wish: Wish, by: string | undefined): Promise<Operated> {
  const lambda = aws.clients(LambdaClient);
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: aws.names.operate,
      Payload: JSON.stringify({ ...wish, by: signature(aws.caller, by), key: randomUUID() }),
    }),
  );
  const answer: unknown = JSON.parse(Payload?.transformToString() ?? 'null');
  if (FunctionError === undefined) return operatedSchema.parse(answer);
  const { errorType = FunctionError, errorMessage } = failureSchema.parse(answer);
  throw new Error(`${aws.names.operate} failed with ${errorType}: ${errorMessage}`);
}

const longestSignature = 200;

/** AWS's word for who calls always stands there whole; a name is what the caller says of themselves. */
function signature(caller: string, name: string | undefined): string {
  if (name === undefined) return caller;
  const inBrackets = ` (${caller})`;
  return name.slice(0, Math.max(0, longestSignature - inBrackets.length)) + inBrackets;
}

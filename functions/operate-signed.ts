import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { execute } from '../app/commands/execute.ts';
import { type UrlAnswer, urlRequestOf } from '../app/http/url-request.ts';
import { commandsOf } from '../composition/commands.ts';
import { commandSchema } from '../core/commands/contract.ts';

/** Far above the longest command. */
const mostBytes = 10_000;

/**
 * People's commands, like `operate`, but in signed requests (SigV4) to its URL, or to the API in its place. AWS's
 * front has verified the signature and names the caller, so this function also decides gates that name who may decide. The body is
 * the command. Its `by` is only a claim about who asks, and is shown as one.
 *
 * This is a separate function because the identity is a member of the event: whoever may invoke a function
 * directly can pass any event. The right to invoke `operate` does not include this one. The rights in
 * docs/gates.md allow it only through its URL (`lambda:InvokedViaFunctionUrl`).
 */
export function make(seam: Seam) {
  const operations = commandsOf(seam);

  return async (event: unknown): Promise<UrlAnswer> => {
    const { method, path, body, caller } = urlRequestOf(event);
    if (caller === undefined) return refusal(403, 'expected a signed request (AWS Signature Version 4)');
    if (path !== '/') return refusal(404, `expected the path /, got ${path.slice(0, 100)}`);
    if (method !== 'POST') return refusal(405, `expected a POST, got ${method}`, { allow: 'POST' });
    if (body.length > mostBytes)
      return refusal(413, `expected at most ${mostBytes} bytes, got ${body.length}`);
    const read = wishIn(body);
    if (!read.success) return refusal(400, z.prettifyError(read.error));
    const command = read.data;
    seam.log.info('asked for', { ...command, arn: caller.arn });
    const by = command.by === undefined ? caller.arn : `${caller.arn} (says: ${command.by})`;
    return answer(200, await execute(operations, command, { by, who: { via: 'iam', arn: caller.arn } }));
  };
}

const jsonWish = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'Invalid input: expected JSON' });
      return z.NEVER;
    }
  })
  .pipe(commandSchema);

const wishIn = (body: Uint8Array) => jsonWish.safeParse(Buffer.from(body).toString('utf8'));

const answer = (statusCode: number, body: object, headers: Record<string, string> = {}): UrlAnswer => ({
  statusCode,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

const refusal = (statusCode: number, message: string, headers?: Record<string, string>): UrlAnswer =>
  answer(statusCode, { message: `Nothing was changed: ${message}` }, headers);

export const handler = onAws(make);

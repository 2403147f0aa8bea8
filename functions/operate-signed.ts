import * as z from 'zod';
import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { execute } from '../app/commands/execute.ts';
import { type UrlAnswer, urlRequestOf } from '../app/http/url-request.ts';
import { commandsOf } from '../composition/commands.ts';
import { commandSchema } from '../core/commands/contract.ts';

/** The longest command is not near it. */
const mostBytes = 10_000;

/**
 * What people ask for, as `operate` does it, by requests that are signed (SigV4): Lambda's front has checked the
 * signature and says whose it is, so here even gates are decided that name who may. The body is the command; what it says
 * of who asks (`by`) is told as what it is, a claim.
 *
 * A function of its own, since the identity is a member of the event: whoever may invoke a function directly can hand
 * it any event. Rights to invoke `operate` are not enough for that, and docs/gates.md gives those for this one on
 * condition that it is called by its URL (`lambda:InvokedViaFunctionUrl`).
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

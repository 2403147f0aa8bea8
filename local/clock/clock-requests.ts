import * as z from 'zod';

/** Ten years: whoever means more mistook milliseconds for seconds. */
const maxStepSeconds = 10 * 366 * 86_400;

/** As fast as the command line allows. */
const maxSpeed = 10_000;

/** The last instant that ISO 8601 writes with four digits of year. */
const lastInstant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

// Every error text says what was *expected*; what was got is taken from the body.
const seconds = { error: `a number of seconds above 0 and at most ${maxStepSeconds}` };
const speed = { error: `a number above 0 (1 is real time) and at most ${maxSpeed}` };
const instant = { error: 'an instant as ISO 8601 (2026-01-05T12:00:00Z) or in epoch milliseconds' };
const oneOf = { error: 'either {"seconds": <number>} or {"toNext": true}' };

/** What `POST /_clock/pause` and `/resume` take. */
export const emptyRequest = z.strictObject({});

/** What `POST /_clock/step` takes. */
export const stepRequest = z
  .strictObject({
    seconds: z.number(seconds).positive(seconds).max(maxStepSeconds, seconds).optional(),
    toNext: z.literal(true, { error: 'true' }).optional(),
  })
  .refine((body) => (body.seconds === undefined) !== (body.toNext === undefined), oneOf);

/** What `POST /_clock/set` takes; gives epoch milliseconds. */
export const setRequest = z.strictObject({
  now: z.union(
    [
      z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
      z.number().int().min(0).max(lastInstant),
    ],
    instant,
  ),
});

/** What `POST /_clock/speed` takes. */
export const speedRequest = z.strictObject({
  speed: z.number(speed).positive(speed).max(maxSpeed, speed),
});

/** A request that isn't one of the clock's; the message names each field, what was expected and what was got. */
export class BadRequest extends Error {}

/**
 * Reads a request's JSON by `schema`. No body at all is an empty object.
 * @throws BadRequest that lists every problem
 */
export function readRequest<T>(schema: z.ZodType<T>, text: string): T {
  let body: unknown = {};
  try {
    if (text.trim() !== '') body = JSON.parse(text);
  } catch {
    throw new BadRequest(`body: expected JSON, got ${shortened(text)}`);
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new BadRequest(parsed.error.issues.flatMap((issue) => problems(issue, body)).join('; '));
}

function problems(issue: z.core.$ZodIssue, body: unknown): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problem(key, 'no such field', valueAt(body, [key])));
  }
  if (issue.path.length > 0) {
    return [problem(issue.path.join('.'), issue.message, valueAt(body, issue.path))];
  }
  // Zod's own text for a body that is no object says less.
  return [problem('body', issue.code === 'invalid_type' ? 'a JSON object' : issue.message, body)];
}

const problem = (field: string, expected: string, got: unknown): string =>
  `${field}: expected ${expected}, got ${got === undefined ? 'nothing' : shortened(JSON.stringify(got))}`;

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    body,
  );

const shortened = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text);

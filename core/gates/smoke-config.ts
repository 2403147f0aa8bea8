import * as z from 'zod';
import { parseDuration } from '../values/duration.ts';
import type { Payload } from './action.ts';
import { type At, at } from './bakes.ts';
import type { Stage } from './gate.ts';

/** Real requests to an endpoint. All of them must be answered as expected. */
export interface Smoke {
  /** Before the shift: another endpoint, such as staging's. Otherwise the rollout's own. */
  readonly endpoint?: string;
  readonly payload: Payload;
  readonly contentType: string;
  readonly accept?: string;
  /** At least this many; in a bake as many more as it takes to reach green. */
  readonly requests: number;
  readonly expect?: string;
  readonly withinMs?: number;
  readonly at: At;
}

/** Enough to reach a green share of 1 %, which takes 459, and few enough for one function to send. */
export const mostRequests = 500;

/** InvokeEndpoint's own limit for the model's answer: 60 s. */
const slowest = 60_000;
const latencyExpected = 'a latency such as 200ms or 2s, up to 60s';

const latency = z
  .string({ error: latencyExpected })
  .transform((text, context) => {
    const [, direct] = /^(\d+)\s*ms$/.exec(text.trim()) ?? [];
    const ms = direct === undefined ? (parseDuration(text) ?? 0) * 1000 : Number(direct);
    if (ms >= 1 && ms <= slowest) return ms;
    context.addIssue({ code: 'custom', message: latencyExpected });
    return z.NEVER;
  })
  .meta({ description: 'How soon each request must be answered.', examples: ['200ms', '2s'] });

const fileExpected = 'the name of a file beside the manifest, such as sample.json';

/**
 * Only beside the manifest: whoever may write the manifest may also write that file, and no other object is
 * readable.
 */
const file = z
  .string({ error: fileExpected })
  .max(200, { error: fileExpected })
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9_.-]*(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$/, { error: fileExpected })
  .meta({ description: 'The body: a file beside the manifest.', examples: ['sample.json'] });

/** A plan travels through the execution's history, at most 256 KiB per step. A file may be larger. */
const largestInline = 4096;
const inlineExpected = `what is sent, as text or as JSON, of at most ${largestInline} bytes; put more into a file, as payload`;

const inline = z
  .unknown()
  .transform((value, context) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    // In YAML, `inline:` with nothing after it is null.
    if (value !== null && new TextEncoder().encode(text).length <= largestInline) return text;
    context.addIssue({ code: 'custom', message: inlineExpected });
    return z.NEVER;
  })
  .meta({ description: 'The body: text, or another value that is sent as JSON.' });

/** Both are headers of InvokeEndpoint: visible characters, at most 1,024 (API model: Header). */
const mediaType = (error: string) => z.string({ error }).regex(/^[\x21-\x7e][\x20-\x7e]{0,1023}$/, { error });

const endpointName = z
  .string({ error: 'the name of an endpoint' })
  .regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/, { error: 'the name of an endpoint' })
  .meta({ description: 'Another endpoint of the same account and region, such as staging’s.' });

const requestsExpected = `a whole number of requests, 1 to ${mostRequests}`;

const common = {
  payload: file.optional(),
  inline: inline.optional(),
  contentType: mediaType('a media type such as application/json').default('application/json'),
  accept: mediaType('a media type such as application/json').optional(),
  requests: z
    .int({ error: requestsExpected })
    .min(1, { error: requestsExpected })
    .max(mostRequests, { error: requestsExpected })
    .meta({
      description: 'How many requests. In a bake, more are sent if it takes more to reach the new fleet.',
    })
    .default(1),
  expect: z
    .string({ error: 'a JSONata expression such as body.score < 1' })
    .regex(/\S/, { error: 'a JSONata expression such as body.score < 1' })
    .max(1000, { error: 'an expression of at most 1000 characters' })
    .meta({
      description:
        'JSONata on { status, latencyMs, body } that must be true for each answer. Default: status 2xx.',
      examples: ['status = 200 and body.score < 1'],
    })
    .optional(),
  within: latency.optional(),
};

const fieldsError = { error: 'fields such as payload and expect' };
type Written = z.output<z.ZodObject<typeof common>> & { endpoint?: string; at?: At };

/** Before the shift only another endpoint can be tested; in a bake and after it, only the rollout's own. */
const written: Readonly<Record<Stage, z.ZodType<Written>>> = {
  before: z.strictObject({ endpoint: endpointName, ...common }, fieldsError),
  during: z.strictObject({ ...common, at }, fieldsError),
  after: z.strictObject(common, fieldsError),
};

const schemaAt = (stage: Stage): z.ZodType<Smoke> =>
  written[stage].transform((smoke, context): Smoke => {
    const { payload, inline, within, at = 'final-bake', endpoint, accept, expect, ...rest } = smoke;
    if ((payload === undefined) === (inline === undefined)) {
      context.addIssue({ code: 'custom', message: 'what to send: either payload or inline' });
      return z.NEVER;
    }
    return {
      ...rest,
      payload: payload === undefined ? { inline: inline ?? '' } : { file: payload },
      at,
      ...(endpoint !== undefined && { endpoint }),
      ...(accept !== undefined && { accept }),
      ...(expect !== undefined && { expect }),
      ...(within !== undefined && { withinMs: within }),
    };
  });

export const smokeSchemas: Readonly<Record<Stage, z.ZodType<Smoke>>> = {
  before: schemaAt('before'),
  during: schemaAt('during'),
  after: schemaAt('after'),
};

import * as z from 'zod';
import {
  actAnswerSchema,
  actRequestSchema,
  apiErrorSchema,
  endpointsSchema,
  pastRolloutsSchema,
  rolloutPageSchema,
  sessionSchema,
  streamMessageSchema,
  whatIfSchema,
} from './api.ts';

/** What is answered to each request, and what a request must be: by the request, as docs/page.md has it. */
const messages = z.object({
  'GET api/session': sessionSchema,
  'GET api/endpoints': endpointsSchema,
  'GET api/endpoints/<endpoint>/rollouts': pastRolloutsSchema,
  'GET api/rollouts/<rollout>': rolloutPageSchema,
  'POST api/rollouts/<rollout>/actions': z.object({ request: actRequestSchema, answer: actAnswerSchema }),
  'POST api/simulation': z.object({ request: whatIfSchema, answer: sessionSchema }),
  'GET api/stream': streamMessageSchema,
  refused: apiErrorSchema,
});

/** The JSON Schema of the page's API, for other programs on this machine. Unknown members may be added at any time. */
export const pageJsonSchema = (): Record<string, unknown> => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Greenlight page API',
  description:
    'The messages of the page’s HTTP API, each under its request: no message has all of these properties.',
  ...(z.toJSONSchema(messages, { io: 'input', reused: 'ref' }) as Record<string, unknown>),
});

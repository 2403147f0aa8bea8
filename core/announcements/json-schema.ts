import * as z from 'zod';
import { stateChangeSchema } from './state-change.ts';

/**
 * The JSON Schema of the detail of "Greenlight Rollout State Change", for consumers (docs/events.md). It
 * allows unknown members, because new ones may be added at any time.
 */
export const stateChangeJsonSchema = (): Record<string, unknown> => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Greenlight Rollout State Change',
  description:
    'The detail of the events that Greenlight puts on the default event bus (source "greenlight").',
  // The schema of the input: the schema of the output would forbid unlisted members.
  ...(z.toJSONSchema(stateChangeSchema, { io: 'input' }) as Record<string, unknown>),
});

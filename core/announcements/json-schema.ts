import * as z from 'zod';
import { stateChangeSchema } from './state-change.ts';

/**
 * The JSON Schema of the detail of "Greenlight Rollout State Change", for those who listen (docs/events.md). Members
 * that it doesn't know are allowed, as new ones may come at any time.
 */
export const stateChangeJsonSchema = (): Record<string, unknown> => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Greenlight Rollout State Change',
  description:
    'The detail of the events that Greenlight puts on the default event bus (source "greenlight").',
  // As input: the output's form would forbid members that are not listed.
  ...(z.toJSONSchema(stateChangeSchema, { io: 'input' }) as Record<string, unknown>),
});

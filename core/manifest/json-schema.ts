import * as z from 'zod';
import { alternativesOf } from '../values/fields.ts';
import { manifestSchema } from './schema.ts';

/**
 * The JSON Schema of a manifest as its author writes it, for editors: greenlight.schema.json. Rules that JSON
 * Schema cannot express (durations within AWS's limits, secrets, sums of waits) are checked when the manifest
 * is used.
 */
export function manifestJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = jsonSchemaOf(manifestSchema);
  return {
    $schema,
    title: 'Greenlight manifest',
    description:
      'What serves on an endpoint, and how a new model takes over: models/<endpoint>/greenlight.yaml',
    ...schema,
  };
}

function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const forms = alternativesOf(zodSchema);
      if (forms === undefined) return;
      jsonSchema.anyOf = forms.map((form) => {
        const { $schema: _, ...rest } = jsonSchemaOf(form);
        return rest;
      });
    },
  });
}

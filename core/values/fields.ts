import * as z from 'zod';
import { formatDuration, parseDuration } from './duration.ts';
import { parseStep } from './step.ts';

/**
 * Building blocks for the manifest's fields. Every error text says what was *expected*; the parser adds
 * where, and what it got.
 */

const extremes = new WeakMap<object, readonly [unknown, unknown]>();

/** The smallest and largest allowed value, as written. They replace a wrong value in further checks. */
function withExtremes<S extends z.ZodType>(schema: S, least: unknown, most: unknown): S {
  extremes.set(schema, [least, most]);
  return schema;
}

export const extremesOf = (schema: object): readonly [unknown, unknown] | undefined => extremes.get(schema);

/** A duration for people, in seconds, within AWS's limits for the field: `from 0s to 1h`. */
export function duration(min: number, max: number) {
  const expected = `a duration such as 5m, from ${formatDuration(min)} to ${formatDuration(max)}`;
  const schema = z
    .string({ error: expected })
    .transform((text, context) => {
      const seconds = parseDuration(text);
      if (seconds !== undefined && seconds >= min && seconds <= max) return seconds;
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    })
    .meta({
      description: expected,
      examples: ['5m', '90s', '1h30m'].filter((text) => within(text, min, max)),
    });
  return withExtremes(schema, formatDuration(min), formatDuration(max));
}

const within = (text: string, min: number, max: number): boolean => {
  const seconds = parseDuration(text) ?? -1;
  return seconds >= min && seconds <= max;
};

const size = z
  .string({ error: 'a step such as 20% or 1 instance' })
  .transform((text, context) => {
    const size = parseStep(text);
    if (size !== undefined) return size;
    context.addIssue({ code: 'custom', message: 'a step such as 20% or 1 instance' });
    return z.NEVER;
  })
  .meta({ description: 'a part of the fleet', examples: ['20%', '1 instance', '2 instances'] });

/** A part of the fleet, as AWS's CapacitySize. */
export const step = withExtremes(size, '1 instance', '50%');

const alternatives = new WeakMap<object, readonly z.ZodType[]>();

/** The schemas behind a `oneOf`, for the JSON Schema; zod itself sees only its transform. */
export const alternativesOf = (schema: object): readonly z.ZodType[] | undefined => alternatives.get(schema);

/** A schema that is a transform, with the schemas that the JSON Schema shows instead. */
export function shownAs<S extends z.ZodType>(schema: S, forms: readonly z.ZodType[]): S {
  alternatives.set(schema, forms);
  return schema;
}

/**
 * One of several forms, distinguished by which key is present. A plain union could not say which form was
 * meant, and would list the mistakes of all forms.
 */
export function oneOf<Parsed>(
  forms: readonly (readonly [key: string, form: z.ZodType<Parsed>])[],
  expected: string,
): z.ZodType<Parsed> {
  const schema = z.unknown().transform((value, context): Parsed => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const form = isObject ? forms.find(([key]) => Object.hasOwn(value, key))?.[1] : undefined;
    if (form === undefined) {
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    }
    const parsed = form.safeParse(value);
    if (parsed.success) return parsed.data;
    // As issues bubble up, zod prefixes their paths with the parent's. So the issues are copied, not shared.
    for (const issue of parsed.error.issues)
      context.issues.push({ ...issue, path: [...issue.path] } as z.core.$ZodRawIssue);
    return z.NEVER;
  });
  return shownAs(
    schema,
    forms.map(([, form]) => form),
  );
}

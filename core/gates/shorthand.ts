import * as z from 'zod';
import { shownAs } from '../values/fields.ts';

/**
 * A gate that may be written as one text instead of fields: `soak: 30m` for `soak: { for: 30m }`. The form
 * that was written decides, so problems are those of the form that was meant.
 */
export function shorthand<Short, Whole>(
  short: z.ZodType<Short>,
  whole: z.ZodType<Whole>,
  meaning: (short: Short) => Whole,
): z.ZodType<Whole> {
  const schema = z.unknown().transform((value, context): Whole => {
    const parsed =
      typeof value === 'string' ? short.transform(meaning).safeParse(value) : whole.safeParse(value);
    if (parsed.success) return parsed.data;
    // As issues bubble up, zod prefixes their paths with the parent's. So the issues are copied, not shared.
    for (const issue of parsed.error.issues)
      context.issues.push({ ...issue, path: [...issue.path] } as z.core.$ZodRawIssue);
    return z.NEVER;
  });
  return shownAs(schema, [short, whole]);
}

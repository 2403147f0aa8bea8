import * as z from 'zod';
import { parseDuration } from './duration.ts';

/** A length of time or an instant since the story's start, in seconds once read: `1h30m`, `5m`, `90s`. */
export const duration = z.string().transform((text, context): number => {
  const seconds = parseDuration(text);
  if (seconds !== undefined) return seconds;
  context.addIssue(`expected a duration as 1h30m, 5m or 90s, got ${JSON.stringify(text)}`);
  return z.NEVER;
});

/** One number for a fleet of one variant, or one for each variant by name. */
export const perVariant = z.union([z.number(), z.record(z.string(), z.number())]);
export type PerVariant = z.infer<typeof perVariant>;

/** The variant's name in stories with one variant. */
export const onlyVariant = 'AllTraffic';

/** The same by variant name: `5` is `{ AllTraffic: 5 }`. */
export const byVariant = (value: PerVariant): Readonly<Record<string, number>> =>
  typeof value === 'number' ? { [onlyVariant]: value } : value;

import * as z from 'zod';

/**
 * An instant as it is stored and told: ISO 8601 in UTC, `2026-01-05T10:00:00.000Z`. Arithmetic uses epoch
 * milliseconds, plain numbers from the clock. Only this file converts between the two.
 *
 * It is a template literal type, not a nominal brand. So a constant in a test is checked directly, and a
 * computed `string` is refused until it is parsed.
 */
export type Instant = `${number}-${string}T${string}Z`;

/** 1767607200000 → `2026-01-05T10:00:00.000Z`. @throws RangeError beyond the years that Date knows */
export const instantAt = (epochMs: number): Instant => new Date(epochMs).toISOString() as Instant;

/** `2026-01-05T10:00:00Z` → 1767607200000, in epoch milliseconds. */
export const epochMsOf = (instant: Instant): number => Date.parse(instant);

/** Parses another system's text (CloudWatch writes `+0000` for `Z`); undefined if it is not an instant. */
function parseInstant(text: string): Instant | undefined {
  const epochMs = Date.parse(text);
  if (Number.isNaN(epochMs)) return undefined;
  return text.endsWith('Z') ? (text as Instant) : instantAt(epochMs);
}

/**
 * The schema for an instant from outside: stored records, events, input of executions. Offsets are accepted
 * and converted to UTC.
 */
export const instantSchema = z
  .string()
  .refine((text) => parseInstant(text) !== undefined, 'expected an instant, like 2026-01-05T10:00:00Z')
  .overwrite((text) => parseInstant(text) ?? text)
  .meta({ format: 'date-time' }) as unknown as z.ZodType<Instant, Instant>;

/** Compares by meaning, not by text: "10:00:00Z" and "10:00:00.000Z" are equal. */
export const compareInstants = (a: Instant, b: Instant): number => epochMsOf(a) - epochMsOf(b);

/** Formats epoch milliseconds for people: `2026-01-05 10:00 UTC`. */
export function utcMinute(epochMs: number): string {
  const utc = instantAt(epochMs);
  return `${utc.slice(0, 10)} ${utc.slice(11, 16)} UTC`;
}

import * as z from 'zod';

/**
 * An instant as it is stored and told: ISO 8601 in UTC, `2026-01-05T10:00:00.000Z`. Arithmetic is done in epoch
 * milliseconds, plain numbers as the clock gives them; this file alone turns the one into the other.
 *
 * A template literal type, not a nominal brand: a constant in a test is checked as it stands, and a computed `string`
 * is refused until it has been parsed.
 */
export type Instant = `${number}-${string}T${string}Z`;

/** 1767607200000 → `2026-01-05T10:00:00.000Z`. @throws RangeError beyond the years that Date knows */
export const instantAt = (epochMs: number): Instant => new Date(epochMs).toISOString() as Instant;

/** `2026-01-05T10:00:00Z` → 1767607200000, in epoch milliseconds. */
export const epochMsOf = (instant: Instant): number => Date.parse(instant);

/** What a text of another system means as an instant (CloudWatch writes `+0000` for `Z`); undefined if it is none. */
function parseInstant(text: string): Instant | undefined {
  const epochMs = Date.parse(text);
  if (Number.isNaN(epochMs)) return undefined;
  return text.endsWith('Z') ? (text as Instant) : instantAt(epochMs);
}

/** An instant at an edge: stored records, events, input of executions. Offsets are read, and written as UTC. */
export const instantSchema = z
  .string()
  .refine((text) => parseInstant(text) !== undefined, 'expected an instant, like 2026-01-05T10:00:00Z')
  .overwrite((text) => parseInstant(text) ?? text)
  .meta({ format: 'date-time' }) as unknown as z.ZodType<Instant, Instant>;

/** By what they mean, not by how they are written: "10:00:00Z" and "10:00:00.000Z" are the same. */
export const compareInstants = (a: Instant, b: Instant): number => epochMsOf(a) - epochMsOf(b);

/** An instant in epoch milliseconds as people read it: `2026-01-05 10:00 UTC`. */
export function utcMinute(epochMs: number): string {
  const utc = instantAt(epochMs);
  return `${utc.slice(0, 10)} ${utc.slice(11, 16)} UTC`;
}

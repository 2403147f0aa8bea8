import * as z from 'zod';
import { day, instantOf, minute } from './zone.ts';

/** A time in which nothing is released, whatever the hours say. Epoch milliseconds, `to` exclusive. */
export interface Freeze {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

const expected =
  'a date such as 2026-12-20, or a time on it such as 2026-12-20T18:00, by the clock of the zone';

/**
 * A local time, and whether only its day was given; undefined if it has another format or the day does not
 * exist.
 */
function parseLocal(text: string): { local: number; isDate: boolean } | undefined {
  const [, date, hours, minutes] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d))?$/.exec(text.trim()) ?? [];
  if (date === undefined) return undefined;
  const midnight = Date.parse(`${date}T00:00Z`);
  // Date.parse reads the 30th of February as the 2nd of March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return undefined;
  if (Number(hours ?? 0) > 23 || Number(minutes ?? 0) > 59) return undefined;
  const local = midnight + (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * minute;
  return { local, isDate: hours === undefined };
}

const when = z
  .string({ error: expected })
  .refine((text) => parseLocal(text) !== undefined, { error: expected })
  .meta({ description: expected, examples: ['2026-12-20', '2026-12-20T18:00'] });

export const writtenFreeze = z.strictObject(
  {
    from: when,
    to: when.meta({ description: 'A date includes its whole day.' }),
    reason: z
      .string({ error: 'why, in a few words' })
      .min(1, { error: 'why, in a few words' })
      .max(200, { error: 'why, in at most 200 characters' }),
  },
  { error: 'fields from, to and reason' },
);
export type WrittenFreeze = z.output<typeof writtenFreeze>;

/** If the clock shows a time twice, the freeze covers both. Undefined if it ends before it begins. */
export function freezeIn(zone: string, { from, to, reason }: WrittenFreeze): Freeze | undefined {
  const [first, last] = [parseLocal(from), parseLocal(to)];
  if (first === undefined || last === undefined) return undefined;
  const freeze = {
    from: instantOf(zone, first.local, 'earlier'),
    to: instantOf(zone, last.isDate ? last.local + day : last.local, 'later'),
    reason,
  };
  return freeze.from < freeze.to ? freeze : undefined;
}

import * as z from 'zod';
import { day, hour, isZone, localAt, minute, weekdayNamed, weekdayOf } from './zone.ts';

/** Hours on some days of every week, by the wall clock of a zone. */
export interface Weekly {
  /** The days on which the hours begin; 0 is Sunday. */
  readonly days: readonly number[];
  /** Minutes after midnight, from inclusive, to exclusive; `to` is above 1440 if it is on the next day. */
  readonly from: number;
  readonly to: number;
  readonly zone: string;
}

const everyDay = [0, 1, 2, 3, 4, 5, 6];
const fullDay = day / minute;

/**
 * `Mon-Fri 09:00-17:00 Europe/Berlin`, `Sat,Sun 22:00-02:00 UTC`, `00:00-24:00 Asia/Tokyo`; undefined if
 * invalid.
 */
export function parseWeekly(text: string): Weekly | undefined {
  const [, days, from = '', to = '', zone = ''] =
    /^(?:(\S+)\s+)?(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})\s+(\S+)$/.exec(text.trim()) ?? [];
  const parsed = days === undefined ? everyDay : parseDays(days);
  const [begins, ends] = [minutesOf(from), minutesOf(to)];
  if (parsed === undefined || begins === undefined || ends === undefined || !isZone(zone)) return undefined;
  // Hours from 24:00, or of zero length, would never open.
  if (begins === fullDay || begins === ends) return undefined;
  return { days: parsed, from: begins, to: ends > begins ? ends : ends + fullDay, zone };
}

function parseDays(text: string): number[] | undefined {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const [first, last, ...more] = part.split('-').map(weekdayNamed);
    if (first === undefined || first === -1 || last === -1 || more.length > 0) return undefined;
    // Sat-Mon crosses the end of the week.
    for (let at = first; ; at = (at + 1) % 7) {
      days.add(at);
      if (at === (last ?? first)) break;
    }
  }
  return [...days].sort((a, b) => a - b);
}

function minutesOf(text: string): number | undefined {
  const [hours = Number.NaN, minutes = Number.NaN] = text.split(':').map(Number);
  const all = hours * 60 + minutes;
  return minutes < 60 && all <= fullDay ? all : undefined;
}

const expected =
  'hours with a time zone such as "Mon-Fri 09:00-17:00 Europe/Berlin": days (or none for every day), two times that differ, an IANA zone';

export const weekly = z
  .string({ error: expected })
  .max(200, { error: expected })
  .transform((text, context): Weekly => {
    const parsed = parseWeekly(text);
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  })
  .meta({ description: expected, examples: ['Mon-Fri 09:00-17:00 Europe/Berlin', 'Sun 22:00-02:00 UTC'] });

/**
 * Whether the wall clock shows a time within the hours. So an hour that is skipped in spring never opens, and
 * one that is shown twice in autumn opens twice.
 */
export function isWithin({ days, from, to, zone }: Weekly, instant: number): boolean {
  const local = localAt(zone, instant);
  const today = weekdayOf(local);
  const at = local - Math.floor(local / day) * day;
  if (days.includes(today) && at >= from * minute && at < to * minute) return true;
  // The rest of hours that began yesterday: from 22:00 to 02:00 is 22:00 to 26:00.
  return days.includes((today + 6) % 7) && at + day < to * minute;
}

/** The next local time after the given one at which the hours begin; every week has one. */
export function nextBeginning({ days, from }: Weekly, local: number): number {
  const midnight = Math.floor(local / day) * day;
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const begins = midnight + ahead * day + from * minute;
    if (begins > local && days.includes(weekdayOf(begins))) return begins;
  }
  return local + 7 * 24 * hour;
}

/**
 * Time zones by the IANA names that Intl knows. A *local* time is the wall clock's reading taken as if it
 * were UTC, in milliseconds: 09:00 in Berlin on 2 March 2026 is Date.UTC(2026, 2, 2, 9). So local arithmetic
 * needs no calendar.
 */

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Cached: creating a format takes far longer than using one, and it never changes. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

/**
 * Whether it is a zone's name such as Europe/Berlin or UTC. Offsets such as +02:00 are refused: they know no
 * DST.
 */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What the zone's clock shows at an instant. */
export const localAt = (zone: string, instant: number): number => instant + offsetAt(zone, instant);

/** How far the zone's clock is ahead of UTC at an instant, in milliseconds: Berlin in summer 7,200,000. */
function offsetAt(zone: string, instant: number): number {
  const read: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) read[type] = Number(value);
  const { year = 0, month = 1, day: date = 1, hour: hours = 0, minute: minutes = 0, second = 0 } = read;
  return Date.UTC(year, month - 1, date, hours, minutes, second) - Math.floor(instant / 1000) * 1000;
}

/**
 * The first instant after `from`, up to `to`, with another offset than at `from`; undefined if the offset at
 * `to` is the same. Two changes that cancel out are not seen, so the span should be at most a day.
 */
export function offsetChange(zone: string, from: number, to: number): number | undefined {
  const before = offsetAt(zone, from);
  if (offsetAt(zone, to) === before) return undefined;
  let [same, other] = [from, to];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(zone, middle) === before) same = middle;
    else other = middle;
  }
  return other;
}

/**
 * The instant at which the zone's clock shows a local time. In autumn a time may be shown twice: `which`
 * chooses. In spring a time may be skipped: then it is the instant at which the clock jumps over it.
 */
export function instantOf(zone: string, local: number, which: 'earlier' | 'later'): number {
  // No zone is further than 14 hours from UTC, and none changes twice within these days: one of the two is
  // right.
  const candidates = [local - offsetAt(zone, local - 36 * hour), local - offsetAt(zone, local + 36 * hour)];
  const shown = candidates.filter((instant) => localAt(zone, instant) === local);
  if (shown.length > 0) return which === 'earlier' ? Math.min(...shown) : Math.max(...shown);
  return offsetChange(zone, Math.min(...candidates) - 1, Math.max(...candidates)) ?? Math.max(...candidates);
}

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** 0 is Sunday. 1 January 1970, day 0, was a Thursday. */
export const weekdayOf = (local: number): number => (((Math.floor(local / day) + 4) % 7) + 7) % 7;
export const weekdayNamed = (name: string): number =>
  dayNames.findIndex((known) => known.toLowerCase() === name.toLowerCase());

/** `Mon 2026-03-02 09:00 Europe/Berlin` */
export function formatIn(zone: string, instant: number): string {
  const local = localAt(zone, instant);
  const text = new Date(local).toISOString();
  return `${dayNames[weekdayOf(local)]} ${text.slice(0, 10)} ${text.slice(11, 16)} ${zone}`;
}

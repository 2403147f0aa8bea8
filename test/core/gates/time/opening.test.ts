import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen, nextOpening, type Opening } from '../../../../core/gates/time/opening.ts';
import { parseWeekly, type Weekly } from '../../../../core/gates/time/weekly.ts';
import { instantAt } from '../../../../core/values/instant.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Two days before the clock is changed, by the tz database: in every direction, by half an hour, and at midnight. */
const changes: Readonly<Record<string, readonly string[]>> = {
  'Europe/Berlin': ['2026-03-27T00:00Z', '2026-10-23T00:00Z'],
  'America/New_York': ['2026-03-06T00:00Z', '2026-10-30T00:00Z'],
  // Half an hour.
  'Australia/Lord_Howe': ['2026-04-03T00:00Z', '2026-10-02T00:00Z'],
  // At midnight: a day begins at 01:00, or the last hour of Saturday comes twice.
  'America/Santiago': ['2026-04-03T00:00Z', '2026-09-04T00:00Z'],
  'Africa/Cairo': ['2026-04-22T00:00Z', '2026-10-28T00:00Z'],
  // A day that never was: 30 December 2011.
  'Pacific/Apia': ['2011-12-28T00:00Z'],
  'Asia/Kathmandu': ['2026-03-27T00:00Z'],
  UTC: ['2026-03-27T00:00Z'],
};

/** The wall clock's weekday and minute, read off Intl's own text: another way than the one that is tested. */
function wallClock(zone: string): (instant: number) => { weekday: string; at: number } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (instant) => {
    const [, weekday = '', hours, minutes] = /^(\w+),? (\d\d):(\d\d)$/.exec(format.format(instant)) ?? [];
    return { weekday, at: Number(hours) * 60 + Number(minutes) };
  };
}

const names = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
function isWithinByHand(
  { days, from, to }: Weekly,
  { weekday, at }: { weekday: string; at: number },
): boolean {
  const today = names.indexOf(weekday);
  const yesterday = (today + 6) % 7;
  return (days.includes(today) && at >= from && at < to) || (days.includes(yesterday) && at + 1440 < to);
}

/** Mostly in the small hours, where clocks are changed. */
const times = fc.oneof(fc.integer({ min: 0, max: 5 * 60 }), fc.integer({ min: 0, max: 1439 }));
const hours = fc.record({
  days: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
  from: times,
  length: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 1440 })),
});
const cases = Object.entries(changes).flatMap(([zone, starts]) =>
  starts.map((start) => [zone, start] as const),
);

describe('The next opening', () => {
  it.each(cases)('is the first minute at which it is open, in %s from %s', (zone, start) => {
    const from = Date.parse(start);
    const read = wallClock(zone);
    const wall = Array.from({ length: (5 * day) / minute }, (_, at) => read(from + at * minute));

    fc.assert(
      fc.property(
        fc.array(hours, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 0, max: (4 * day) / minute - 1 }),
        fc.integer({ min: 0, max: minute - 1 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 7200 }), fc.integer({ min: 1, max: 3000 })), {
          maxLength: 2,
        }),
        (written, begin, into, frozen) => {
          const allow = written.map(({ days, from, length }) => ({ days, from, to: from + length, zone }));
          const freeze = frozen.map(([at, length]) => ({
            from: from + at * minute,
            to: from + (at + length) * minute,
            reason: 'holidays',
          }));
          const opening: Opening = { allow, freeze };
          const isOpenByHand = (index: number): boolean =>
            allow.some((weekly) => isWithinByHand(weekly, wall[index] ?? { weekday: '', at: 0 })) &&
            !freeze.some((one) => from + index * minute >= one.from && from + index * minute < one.to);

          const now = from + begin * minute + into;
          expect(isOpen(opening, now)).toBe(isOpenByHand(begin));
          const opens = nextOpening(opening, now);
          if (isOpenByHand(begin)) {
            expect(opens).toBe(now);
            return;
          }
          const found = wall.findIndex((_, index) => index > begin && isOpenByHand(index));
          if (found === -1) expect(opens ?? Infinity).toBeGreaterThanOrEqual(from + 5 * day);
          else expect(instantAt(opens ?? 0)).toBe(instantAt(from + found * minute));
        },
      ),
      { numRuns: 150 },
    );
  });

  const opensAt = (weekly: string, now: string, freeze: Opening['freeze'] = []): string | undefined => {
    const parsed = parseWeekly(weekly);
    if (parsed === undefined) throw new Error(weekly);
    const opens = nextOpening({ allow: [parsed], freeze }, Date.parse(now));
    return opens === undefined ? undefined : instantAt(opens).replace(':00.000Z', 'Z');
  };

  it('is now, if it is open', () => {
    expect(opensAt('Mon-Fri 09:00-17:00 Europe/Berlin', '2026-03-02T08:00Z')).toBe('2026-03-02T08:00Z');
    expect(opensAt('Mon-Fri 09:00-17:00 Europe/Berlin', '2026-03-02T15:59Z')).toBe('2026-03-02T15:59Z');
  });

  it('is the next day at the hour by the wall clock, before and after the clock was changed', () => {
    // Friday evening in winter; Monday morning in summer.
    expect(opensAt('Mon-Fri 09:00-17:00 Europe/Berlin', '2026-03-27T16:00Z')).toBe('2026-03-30T07:00Z');
    expect(opensAt('Mon-Fri 09:00-17:00 Europe/Berlin', '2026-10-23T15:00Z')).toBe('2026-10-26T08:00Z');
  });

  it('is not the very end of the hours, at midnight or after it', () => {
    expect(opensAt('Fri 22:00-24:00 UTC', '2026-03-07T00:00Z')).toBe('2026-03-13T22:00Z');
    expect(opensAt('Fri 22:00-02:00 UTC', '2026-03-07T01:59Z')).toBe('2026-03-07T01:59Z');
    expect(opensAt('Fri 22:00-02:00 UTC', '2026-03-07T02:00Z')).toBe('2026-03-13T22:00Z');
  });

  it('is behind the hour that is left out in spring', () => {
    // 02:00 to 03:00 is not shown on 29 March; it opens as the clock jumps to 03:00.
    expect(opensAt('Sun 02:30-05:00 Europe/Berlin', '2026-03-29T00:00Z')).toBe('2026-03-29T01:00Z');
    // Nothing is left of it: the week after.
    expect(opensAt('Sun 02:00-03:00 Europe/Berlin', '2026-03-29T00:00Z')).toBe('2026-04-05T00:00Z');
  });

  it('comes twice in the hour that is shown twice in autumn', () => {
    const weekly = 'Sun 02:00-02:30 Europe/Berlin';
    expect(opensAt(weekly, '2026-10-24T20:00Z')).toBe('2026-10-25T00:00Z');
    expect(opensAt(weekly, '2026-10-25T00:30Z')).toBe('2026-10-25T01:00Z');
    expect(opensAt(weekly, '2026-10-25T01:30Z')).toBe('2026-11-01T01:00Z');
  });

  it('is none where a freeze lasts longer than a year', () => {
    const now = Date.parse('2026-03-02T08:00Z');
    const freeze = [{ from: now - 1, to: now + 400 * day, reason: 'wound down' }];
    expect(opensAt('09:00-17:00 UTC', '2026-03-02T08:00Z', freeze)).toBeUndefined();
  });

  it('is the end of a freeze, where it is open otherwise', () => {
    const now = Date.parse('2026-03-02T10:00Z');
    const freeze = [{ from: now, to: now + 30 * minute, reason: 'audit' }];
    expect(opensAt('09:00-17:00 UTC', '2026-03-02T10:00Z', freeze)).toBe('2026-03-02T10:30Z');
    expect(nextOpening({ allow: [], freeze }, now)).toBe(now + 30 * minute);
  });
});

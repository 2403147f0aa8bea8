import { describe, expect, it } from 'vitest';
import { parseWeekly } from '../../../../core/gates/time/weekly.ts';

describe('Hours of the week', () => {
  it.each([
    [
      'Mon-Fri 09:00-17:00 Europe/Berlin',
      { days: [1, 2, 3, 4, 5], from: 540, to: 1020, zone: 'Europe/Berlin' },
    ],
    ['09:00-17:00 UTC', { days: [0, 1, 2, 3, 4, 5, 6], from: 540, to: 1020, zone: 'UTC' }],
    ['Sat 00:00-24:00 UTC', { days: [6], from: 0, to: 1440, zone: 'UTC' }],
    ['mon,Wed-thu 9:00 - 10:30 America/New_York', { days: [1, 3, 4], from: 540, to: 630 }],
    // Over midnight, and over the week's end.
    ['Fri 22:00-02:00 Asia/Tokyo', { days: [5], from: 1320, to: 1560 }],
    ['Sat-Mon 00:00-06:00 Etc/GMT+5', { days: [0, 1, 6] }],
  ])('are read from %s', (text, expected) => {
    expect(parseWeekly(text)).toMatchObject(expected);
  });

  it.each([
    'Mon-Fri 09:00-17:00',
    'Mon-Fri 09:00-17:00 Europe/Nowhere',
    // An offset knows no summer time.
    'Mon-Fri 09:00-17:00 +02:00',
    'Mon-Fri 17:00-25:00 UTC',
    'Mon-Fri 09:60-17:00 UTC',
    'Mon-Fri 24:00-02:00 UTC',
    'Mon-Fri 09:00-09:00 UTC',
    'Mon-Fry 09:00-17:00 UTC',
    'Mon-Tue-Wed 09:00-17:00 UTC',
    '-Fri 09:00-17:00 UTC',
    ', 09:00-17:00 UTC',
    'Mon 09:00 UTC',
    '',
  ])('are not read from "%s"', (text) => {
    expect(parseWeekly(text)).toBeUndefined();
  });
});

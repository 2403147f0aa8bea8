import { expect, it } from 'vitest';
import { extremeHours } from '../../../core/risk/hours-of-week.ts';

const monday = Date.UTC(2026, 0, 5);
const hours = (count: number, requests: (index: number) => number) => ({
  hours: Array.from({ length: count }, (_, index) => ({
    ...{ at: monday + index * 3_600_000, requests: requests(index), errors: { '5xx': 0, '4xx': 0 } },
  })),
});

it('The quietest and the busiest hour of the week are those of both weeks together', () => {
  // Monday 03:00 is quiet in both weeks, Tuesday 14:00 busy; Sunday 23:00 is quieter, but only in one.
  const quiet = (index: number) => (index % 168 === 3 ? 360 : index === 167 ? 36 : 3600);
  const found = extremeHours(hours(336, (index) => (index % 168 === 38 ? 36_000 : quiet(index))));
  expect(found).toEqual({
    quietest: { day: 'Mon', hour: 3, requestsPerSecond: 0.1 },
    busiest: { day: 'Tue', hour: 14, requestsPerSecond: 10 },
  });
});

it('They are not known from less than a day', () => {
  expect(extremeHours(hours(23, () => 1))).toBeUndefined();
  expect(extremeHours(hours(24, () => 1))).toBeDefined();
});

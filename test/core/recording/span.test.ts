import { describe, expect, it } from 'vitest';
import { spanOf } from '../../../core/recording/span.ts';

const minute = 60_000;
const day = 86_400_000;
const began = Date.UTC(2026, 0, 5, 10, 0, 30);

describe("The span of a report's figures", () => {
  it('is from ten minutes before the shift to its end, in whole minutes', () => {
    expect(spanOf(began, began + 31 * minute, began + day)).toEqual({
      from: Date.UTC(2026, 0, 5, 9, 50),
      to: Date.UTC(2026, 0, 5, 10, 32),
      periodSeconds: 60,
    });
  });

  it('ends now while the rollout is under way', () => {
    expect(spanOf(began, undefined, began + 5 * minute).to).toBe(Date.UTC(2026, 0, 5, 10, 6));
  });

  it.each([
    ['minutes for 15 days', 31 * minute, 14 * day, 60],
    ['five minutes for 63', 31 * minute, 16 * day, 300],
    ['hours after that', 31 * minute, 64 * day, 3600],
    ['480 periods at most: eight hours', 480 * minute, day, 300],
    ['480 periods at most: a week', 7 * day, 8 * day, 3600],
  ])('%s', (_, lasts, age, seconds) => {
    const span = spanOf(began, began + lasts, began + age);
    expect(span.periodSeconds).toBe(seconds);
    expect((span.to - span.from) / (seconds * 1000)).toBeLessThanOrEqual(482);
  });
});

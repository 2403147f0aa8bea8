import { expect, it } from 'vitest';
import { percentile, speed } from '../../../bench/controller/speed.ts';

it.each([
  [50, 50],
  [99, 99],
  [100, 100],
  [1, 1],
])('p%i of 1 to 100 is %i', (percent, expected) => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(values, percent)).toBe(expected);
});

it('a percentile between two values is the higher one', () => {
  expect(percentile([3, 1, 2], 50)).toBe(2);
  expect(percentile([3, 1, 2], 34)).toBe(2);
});

it('measures as many releases and bare rounds as asked for', async () => {
  const { upload, bareRound } = await speed(2, 0);
  for (const spent of [upload, bareRound]) {
    expect(spent).toHaveLength(2);
    for (const { hostMs } of spent) expect(hostMs).toBeGreaterThan(0);
  }
}, 120_000);

import { describe, expect, it } from 'vitest';
import { normalAtMost, normalQuantile } from '../../../core/risk/normal.ts';
import { slowed, slowShare, usualShare } from '../../../core/risk/slow-model.ts';

describe('The slow model', () => {
  it('is half of the time slower than the old fleet’s p95, which its own requests rarely are', () => {
    expect(slowShare(95)).toBeCloseTo(0.5, 6);
    expect(usualShare(95)).toBeCloseTo(0.05, 9);
    expect(slowed).toBeCloseTo(0.45, 6);
  });

  it('exceeds a higher percentile less often, and a lower one more often, always more than usual', () => {
    const percentiles = [50, 90, 95, 99, 99.9];
    const shares = percentiles.map(slowShare);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    for (const percentile of percentiles)
      expect(slowShare(percentile)).toBeGreaterThan(usualShare(percentile));
  });
});

it.each([
  [0, 0.5],
  [1.644854, 0.95],
  [-1.281552, 0.1],
  [2.326348, 0.99],
])('The normal distribution has %f at %f', (z, part) => {
  expect(normalAtMost(z)).toBeCloseTo(part, 6);
  expect(normalQuantile(part)).toBeCloseTo(z, 5);
});

import { expect, it } from 'vitest';
import { stabilityIndex } from '../../../core/judge/psi.ts';

it('The stability index is that of many answers, and 0 for like ones', () => {
  expect(stabilityIndex([10, 20, 30], [100, 200, 300])).toBeCloseTo(0, 2);
  // (0.6 − 0.5) · ln(0.6 / 0.5) + (0.4 − 0.5) · ln(0.4 / 0.5)
  expect(stabilityIndex([60_000, 40_000], [50_000, 50_000])).toBeCloseTo(0.0405, 3);
});

it('The stability index is finite where a bin is empty', () => {
  expect(stabilityIndex([100, 0], [0, 100])).toBeGreaterThan(5);
  expect(stabilityIndex([0, 0], [0, 0])).toBe(0);
});

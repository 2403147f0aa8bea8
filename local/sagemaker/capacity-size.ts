import type { CapacitySize } from '@aws-sdk/client-sagemaker';
import type { Assumptions } from './assumptions.ts';

/**
 * A capacity size in instances of a fleet of `count`, 1 to `count`; without a size, all of them. The size of a
 * step is rounded once, not at each step: 20 % of 7 = 1.4 → 2, so 2, 4, 6, 7.
 */
export function instancesOf(
  size: CapacitySize | undefined,
  count: number,
  assumptions: Pick<Assumptions, 'percentRounding'>,
): number {
  const value = size?.Value ?? count;
  if (size?.Type !== 'CAPACITY_PERCENT') return Math.min(value, count);
  // Multiplied first: 100 × 0.07 is not 7 in binary, 7 × 100 / 100 is.
  const exact = (value * count) / 100;
  const rounded = assumptions.percentRounding === 'up' ? Math.ceil(exact) : Math.round(exact);
  return Math.min(Math.max(rounded, 1), count);
}

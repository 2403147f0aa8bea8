import { expect, it } from 'vitest';
import { mostByChance } from '../../../bench/judge/agreement.ts';

it('What is exceeded with a chance of 1 % at most is the quantile of a binomial', () => {
  // Of 100 with 1 % each: 4 or fewer with 99.66 %, 3 or fewer with 98.16 %.
  expect(mostByChance(100, 0.01)).toBe(4);
  expect(mostByChance(1, 0.005)).toBe(0);
  expect(mostByChance(1200, 0.01)).toBe(21);
});

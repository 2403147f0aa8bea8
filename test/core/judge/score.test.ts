import { expect, it } from 'vitest';
import { scoreOf } from '../../../core/judge/score.ts';

it.each([
  [0.25, 0.25],
  ['0.25', 0.25],
  [' 1e-3 ', 0.001],
  [[0.7, 0.2], 0.7],
  [Number.NaN, 'no-number'],
  [Number.POSITIVE_INFINITY, 'no-number'],
  [null, 'no-number'],
  ['NaN', 'no-number'],
  ['setosa', 'no-number'],
  [true, 'no-number'],
  [{ score: 1 }, 'no-number'],
  [undefined, 'missing'],
  ['', 'missing'],
  [[], 'missing'],
] as const)('The score in %j is %s', (given, score) => {
  expect(scoreOf(given)).toBe(score);
});

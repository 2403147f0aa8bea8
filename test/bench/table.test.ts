import { expect, it } from 'vitest';
import { report, table } from '../../bench/table.ts';

it('a table has its first column to the left and the others to the right', () => {
  expect(
    table([
      ['', 'calls'],
      ['short', '7'],
      ['the longest', '12'],
    ]),
  ).toBe('             calls\nshort            7\nthe longest     12\n');
});

it('figures say whether they meet their targets', () => {
  const missed = { what: 'slow', value: '3', target: '< 2', met: false };
  const told = { what: 'no target', value: '1' };
  expect(report([told]).met).toBe(true);
  expect(report([told, missed]).met).toBe(false);
  expect(report([missed]).text).toMatch(/^slow +3 {2}< 2 +MISS\n$/);
});

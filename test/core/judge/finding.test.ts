import { describe, expect, it } from 'vitest';
import { findingDetail, findingOf, findingSchema } from '../../../core/judge/finding.ts';
import { judge } from '../../../core/judge/judge.ts';
import { aMinute } from './series.ts';

const settings = { tolerance: 2, falseAlarms: 0.01, planned: 30, floor: 0.01 };
const found = (minutes: number, green: readonly [number, number], blue: readonly [number, number]) => {
  const judgement = judge(
    Array.from({ length: minutes }, (_, index) => aMinute(index, green, blue)),
    settings,
  );
  return findingOf('5xx', 'AllTraffic', '5xx', judgement);
};

describe('A finding', () => {
  it.each([
    ['PASS', found(30, [100, 0], [900, 90])],
    ['FAIL', found(30, [100, 100], [900, 0])],
    ['MARGINAL', found(30, [10, 0], [90, 0])],
    ['NO-DATA', found(1, [1, 0], [9, 0])],
    ['NO-DATA', found(0, [0, 0], [0, 0])],
  ])('of %s can be stored and sent as JSON', (verdict, finding) => {
    expect(finding.verdict).toBe(verdict);
    expect(findingSchema.parse(JSON.parse(JSON.stringify(finding)))).toEqual(finding);
  });

  it('has in detail which minutes were compared, and by which evidence', () => {
    expect(findingDetail(found(30, [100, 100], [900, 0]))).toBe(
      'compared from 1970-01-01 00:00 UTC to 1970-01-01 00:29 UTC; evidence 1,000 or more of the 100 that decide',
    );
    expect(findingDetail(found(0, [0, 0], [0, 0]))).toBe(
      'no minute was compared; evidence 1 of the 100 that decide',
    );
  });

  it('says how many times as many such minutes would decide, and these do', () => {
    // 564 requests without a failure show a rate below 1 %.
    expect(found(30, [10, 0], [90, 0]).timesMore).toBe(2);
    expect(found(60, [10, 0], [90, 0]).verdict).toBe('PASS');
    expect(found(3, [10, 0], [90, 0]).timesMore).toBe(20);
    expect(found(60, [10, 0], [90, 0]).timesMore).toBeUndefined();
    expect(found(0, [0, 0], [0, 0]).timesMore).toBeUndefined();
  });
});

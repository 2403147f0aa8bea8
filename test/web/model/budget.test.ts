import { describe, expect, it } from 'vitest';
import { budgetPart, sloOf } from '../../../web/model/budget.ts';

const doing = (requests: number) => ({ requests, errors5xx: 0, errors4xx: 0 });
/** A request a second, half of them on green. */
const traffic = {
  ...{ kind: 'known' as const, periodSeconds: 60, completeUntil: 0 },
  periods: Array.from({ length: 10 }, (_, n) => ({ at: n * 60_000, green: doing(30), blue: doing(30) })),
};

describe('The part of a month’s error budget', () => {
  it('is what failed, of what may fail in thirty days at this traffic', () => {
    expect(budgetPart(traffic, 600_000, 2592, 0.999)).toBeCloseTo(1);
    expect(budgetPart(traffic, 600_000, 0, 0.999)).toBe(0);
  });

  it('knows no period that was not over, and nothing where there were no requests', () => {
    const later = { at: 600_000, green: doing(1e6), blue: doing(0) };
    expect(
      budgetPart({ ...traffic, periods: [...traffic.periods, later] }, 600_000, 2592, 0.999),
    ).toBeCloseTo(1);
    expect(budgetPart(traffic, 30_000, 5, 0.999)).toBeUndefined();
    expect(budgetPart({ kind: 'unknown', why: '' }, 600_000, 5, 0.999)).toBeUndefined();
  });
});

it.each([
  ['99.9', 0.999],
  ['99.5 %', 0.995],
  ['', undefined],
  [null, undefined],
  ['100', undefined],
  ['0.999', undefined],
  ['often', undefined],
])('An SLO of %s is %s', (text, slo) => {
  expect(sloOf(text)).toBe(slo);
});

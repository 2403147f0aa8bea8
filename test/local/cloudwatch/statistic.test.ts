import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregateOf, combined } from '../../../local/cloudwatch/aggregate.ts';
import { Distribution } from '../../../local/cloudwatch/distribution.ts';
import { readStatistic, statisticValue } from '../../../local/cloudwatch/statistic.ts';

/** The statistic `name` of `values`, each measured once. */
function of(name: string, values: readonly number[]): number | undefined {
  const spec = readStatistic(name);
  if (spec === undefined) throw new Error(`no statistic ${name}`);
  const distribution = new Distribution();
  for (const value of values) distribution.add(value);
  const aggregate = values.map((value) => aggregateOf(value)).reduce((a, b) => combined(a, b));
  return statisticValue(spec, aggregate, () => distribution);
}

const oneToTen = [10, 3, 7, 1, 9, 2, 8, 5, 4, 6];

describe('the statistics of 1 to 10', () => {
  it.each([
    ['Sum', 55],
    ['p0', 1],
    ['p10', 1],
    ['p10.0001', 2],
    ['p50', 5],
    ['p99.9', 10],
    ['p100', 10],
    ['tm90', 5],
    ['TM(:90%)', 5],
    ['TM(10%:90%)', 5.5],
    ['TM(10%:)', 6],
    ['IQM', 5.5],
    ['tc90', 9],
    ['ts90', 45],
    ['TS(80%:)', 19],
    ['TC(3:6)', 3],
    ['TM(3:6)', 5],
    ['TM(20:30)', undefined],
    ['PR(:3)', 30],
    ['PR(3:6)', 30],
    ['PR(3:)', 70],
    ['wm80', (1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 8 + 8) / 10],
    ['WM(10%:90%)', (1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 9) / 10],
    ['WM(2:8)', (2 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 8 + 8) / 10],
  ])('%s is %d', (name, expected) => {
    expect(of(name, oneToTen)).toEqual(expected);
  });

  it.each([
    'p101',
    'p',
    'P99',
    'p-1',
    'p9.',
    'TM90',
    'tm(10%:90%)',
    'PR(1%:2%)',
    'TM(10%:500)',
    'TM(:)',
    'TM(9:3)',
    'median',
  ])('%s is none', (name) => {
    expect(readStatistic(name)).toBeUndefined();
  });
});

describe('a rank that is a whole number', () => {
  it('is not missed by a rounding error', () => {
    // 64.4 % of 250 are 161; in floating point they are 161.00000000000003.
    expect(
      of(
        'p64.4',
        Array.from({ length: 250 }, (_, index) => index + 1),
      ),
    ).toBe(161);
  });
});

describe('what percentiles need', () => {
  it('is values that are known, and none of them negative', () => {
    expect(of('p50', [-1, 2])).toBeUndefined();
    const spec = readStatistic('p50');
    if (spec === undefined) throw new Error();
    expect(statisticValue(spec, aggregateOf(1), () => 'hidden')).toBeUndefined();
    expect(of('Sum', [-1, 2])).toBe(1);
  });
});

const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 });

describe('whatever the values', () => {
  it('a percentile is the one that sorting finds', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 1000 }), (measured, tenths) => {
        const sorted = [...measured].sort((a, b) => a - b);
        // p in tenths of a percent: the ⌈p · n⌉-th smallest, in whole numbers.
        const rank = Math.ceil((tenths * measured.length) / 1000);
        expect(of(`p${tenths / 10}`, measured)).toBe(sorted[rank - 1]);
      }),
    );
  });

  it('trimmed sum, count and mean belong together, and nothing trimmed is the plain statistic', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (measured, percent) => {
        const [sum, count, mean] = ['ts', 'tc', 'tm'].map((letters) => of(`${letters}${percent}`, measured));
        expect((mean ?? 0) * (count ?? 0)).toBeCloseTo(sum ?? 0, 4);
        expect(of('ts100', measured)).toBeCloseTo(of('Sum', measured) ?? 0, 4);
        expect(of('tc100', measured)).toBe(measured.length);
      }),
    );
  });
});

describe('a distribution', () => {
  it('stays small and true to within half a percent, however many values it is given', () => {
    const many = new Distribution();
    const exact = Array.from({ length: 50_000 }, (_, index) => 1 + index * 0.37);
    for (const value of exact) many.add(value);
    const sorted = many.sorted();
    expect(sorted.length).toBeLessThanOrEqual(2000);
    expect(sorted.reduce((sum, [, count]) => sum + count, 0)).toBe(50_000);
    let seen = 0;
    for (const [value, count] of sorted) {
      for (const at of [seen, seen + count - 1]) {
        expect(Math.abs(value / (exact[at] as number) - 1)).toBeLessThanOrEqual(0.005);
      }
      seen += count;
    }
  });

  it('stays small even where values are far apart', () => {
    const wide = new Distribution();
    for (let power = -1000; power <= 1000; power += 0.05) wide.add(2 ** power);
    expect(wide.sorted().length).toBeLessThanOrEqual(2000);
    expect(wide.sorted().length).toBeGreaterThan(500);
  });

  it('adds up with another', () => {
    const [one, other] = [new Distribution(), new Distribution()];
    one.add(1);
    one.add(2, 3);
    other.add(2);
    other.add(0.5);
    one.addAll(other);
    expect(one.sorted()).toEqual([
      [0.5, 1],
      [1, 1],
      [2, 4],
    ]);
  });
});

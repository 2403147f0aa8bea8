import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultMathAssumptions,
  type MathAssumptions,
} from '../../../../local/cloudwatch/math/assumptions.ts';
import { evaluateMath } from '../../../../local/cloudwatch/math/evaluate.ts';
import { kindOf } from '../../../../local/cloudwatch/math/kinds.ts';
import { parseMath } from '../../../../local/cloudwatch/math/parse.ts';
import type { MathValue } from '../../../../local/cloudwatch/math/series.ts';

/** `30 - 0`: a series as AWS's tables draw it, the oldest first; - is missing. */
const drawn = (text: string): (number | undefined)[] =>
  text.split(' ').map((mark) => (mark === '-' ? undefined : Number(mark)));
const shown = (points: readonly (number | undefined)[]): string =>
  points.map((point) => point ?? '-').join(' ');

/** What `source` comes to over metrics that are drawn, with a period of a minute. */
function evaluated(
  source: string,
  metrics: Readonly<Record<string, string>>,
  assumptions: Partial<MathAssumptions> = {},
): string | string[] {
  const series = Object.entries(metrics).map(([id, text]) => ({ id, points: drawn(text) }));
  const expression = parseMath(source);
  const known = (id: string) => series.find((one) => one.id === id);
  kindOf(expression, (id) => (known(id) === undefined ? undefined : { metric: true, kind: 'series' }));
  const value: MathValue = evaluateMath(expression, {
    valueOf: (id) => ({ kind: 'series', series: known(id) ?? { id, points: [] } }),
    metrics: series,
    assumptions: { ...defaultMathAssumptions, ...assumptions },
    periodOf: () => 60,
    period: 60,
    length: series[0]?.points.length ?? 0,
  });
  switch (value.kind) {
    case 'scalar':
      return shown([value.value]);
    case 'series':
      return shown(value.series.points);
    case 'array':
      return value.all.map(({ points }) => shown(points));
  }
}

describe("AWS's tables of metric math", () => {
  it.each([
    ['metric1 < metric2', '0 0 1 0'],
    ['metric1 >= 30', '1 0 0 0'],
    ['metric1 > 15 AND metric2 > 15', '1 0 0 0'],
  ])('%s', (source, expected) => {
    // The table's last result is 0 although metric2 has no value there: metric1 has.
    expect(evaluated(source, { metric1: '30 20 0 0', metric2: '20 - 20 -' })).toBe(expected);
  });

  const ifs = { metric1: '1 1 0 0 -', metric2: '30 - 0 0 30', metric3: '0 0 20 - 20' };
  it.each([
    ['IF(metric1, metric2, metric3)', '30 0 20 - -'],
    ['IF(metric1, 5, metric3)', '5 5 20 - -'],
    ['IF(metric1, metric2, 5)', '30 0 5 5 -'],
    ['IF(metric1, metric2)', '30 0 - - -'],
    ['IF(1, metric2, metric3)', '30 - 0 0 30'],
    ['IF(0, metric2, metric3)', '0 0 20 - 20'],
    ['IF(0, metric2)', '- - - - -'],
    ['IF(metric2 > 20, metric2)', '30 - - - 30'],
    ['IF(-1 * metric1, 1, 0)', '1 1 0 0 -'],
  ])('%s', (source, expected) => {
    expect(evaluated(source, ifs)).toBe(expected);
  });
});

describe('arithmetic', () => {
  const metrics = { m1: '1 2 - - 6', m2: '4 0 3 - 2' };
  it.each<[string, string | string[]]>([
    ['m1 + m2', '5 2 3 - 8'],
    ['m1 - m2', '-3 2 -3 - 4'],
    ['m1 / m2', '0.25 - 0 - 3'],
    ['m2 / m1', '4 0 - - 0.3333333333333333'],
    ['m1 * 10', '10 20 - - 60'],
    ['10 / m2', '2.5 - 3.3333333333333335 - 5'],
    ['m1 / 0', '- - - - -'],
    ['m1 + 1 / 0', '- - - - -'],
    ['-m1', '-1 -2 - - -6'],
    ['[m1, m2] * 2', ['2 4 - - 12', '8 0 6 - 4']],
    ['[m1, m2] - m2', ['-3 2 -3 - 4', '0 0 0 - 0']],
    ['m1 == 2 || m2 == 3', '0 1 1 - 0'],
    ['m1 != 2', '1 0 - - 1'],
  ])('%s', (source, expected) => {
    expect(evaluated(source, metrics)).toEqual(expected);
  });

  it.each([
    ['2 + 3 * 4', '14'],
    ['(2 + 3) * 4', '20'],
    ['2 ^ 3 ^ 2', '512'],
    ['-2 ^ 2', '-4'],
    ['2 ^ -1', '0.5'],
    ['8 / 4 / 2', '1'],
    ['10 - 4 - 3', '3'],
    ['1 + 1 > 1 AND 2 <= 2', '1'],
    ['0 AND 0 OR 1', '1'],
    ['1 OR 0 AND 0', '1'],
    ['1.5e3 + .5', '1500.5'],
    ['--3', '3'],
    ['1 / 0', '-'],
  ])('%s is %s', (source, expected) => {
    expect(evaluated(source, {})).toBe(expected);
  });
});

describe('functions', () => {
  const metrics = { errors4xx: '1 -2 - 4.5', errors5xx: '3 - - 0.5', requests: '- 2 - 8' };
  it.each<[string, string | string[]]>([
    ['ABS(errors4xx)', '1 2 - 4.5'],
    ['CEIL(errors4xx)', '1 -2 - 5'],
    ['FLOOR([errors4xx, errors5xx])', ['1 -2 - 4', '3 - - 0']],
    ['SUM(errors4xx)', '3.5'],
    ['AVG(errors4xx)', '0.875'],
    ['MIN(errors4xx)', '-2'],
    ['MAX(errors4xx)', '4.5'],
    ['SUM([errors4xx, errors5xx])', '4 -2 - 5'],
    ['AVG([errors4xx, errors5xx])', '2 -1 - 2.5'],
    ['MIN([errors4xx, errors5xx])', '1 -2 - 0.5'],
    ['MAX(METRICS())', '3 2 - 8'],
    ['SUM(METRICS("errors"))', '4 -2 - 5'],
    ['SUM([METRICS("4xx"), METRICS("5xx")])', '4 -2 - 5'],
    ['METRICS() * 0', ['0 0 - 0', '0 - - 0', '- 0 - 0'].map((text) => text)],
    ['requests / PERIOD(requests)', '- 0.03333333333333333 - 0.13333333333333333'],
    ['DIFF(errors4xx)', '- -3 - 6.5'],
    ['RATE(errors4xx)', `- ${-3 / 60} - ${6.5 / 120}`],
    ['FILL(errors4xx, 0)', '1 -2 0 4.5'],
    ['FILL(errors4xx, REPEAT)', '1 -2 -2 4.5'],
    ['FILL(errors4xx, LINEAR)', '1 -2 1.25 4.5'],
    ['FILL(requests, REPEAT)', '- 2 2 8'],
    ['FILL(requests, LINEAR)', '- 2 5 8'],
    ['FILL(requests, errors5xx)', '3 2 - 8'],
    ['FILL(METRICS("errors"), MIN(errors4xx))', ['1 -2 -2 4.5', '3 -2 -2 0.5']],
    ['errors4xx - AVG(errors4xx)', '0.125 -2.875 - 3.625'],
  ])('%s', (source, expected) => {
    // -0 and 0 are the same number to everybody but JavaScript.
    const found = [evaluated(source, metrics)].flat().map((text) => text.replaceAll(/-0(?= |$)/g, '0'));
    expect(found).toEqual([expected].flat());
  });
});

/** An expression as its text, and what it is at one instant, without the parser's or the evaluator's help. */
interface Sample {
  readonly text: string;
  readonly at: (m1: number, m2: number) => number;
}

const samples: fc.Arbitrary<Sample> = fc.letrec<{ sample: Sample }>((tie) => {
  const pair = fc.tuple(tie('sample'), tie('sample'));
  const operation = (symbol: string, compute: (a: number, b: number) => number) =>
    pair.map(
      ([a, b]): Sample => ({
        text: `(${a.text} ${symbol} ${b.text})`,
        at: (x, y) => compute(a.at(x, y), b.at(x, y)),
      }),
    );
  return {
    sample: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.constant<Sample>({ text: 'm1', at: (x) => x }),
      fc.constant<Sample>({ text: 'm2', at: (_, y) => y }),
      fc.integer({ min: 0, max: 9 }).map((n): Sample => ({ text: `(m1 * 0 + ${n})`, at: () => n })),
      operation('+', (a, b) => a + b),
      operation('-', (a, b) => a - b),
      operation('*', (a, b) => a * b),
      operation('>', (a, b) => Number(a > b)),
      operation('==', (a, b) => Number(a === b)),
      operation('AND', (a, b) => Number(a !== 0 && b !== 0)),
      operation('OR', (a, b) => Number(a !== 0 || b !== 0)),
      tie('sample').map((a): Sample => ({ text: `-${a.text}`, at: (x, y) => -a.at(x, y) })),
      tie('sample').map((a): Sample => ({ text: `ABS(${a.text})`, at: (x, y) => Math.abs(a.at(x, y)) })),
      fc.tuple(tie('sample'), tie('sample'), tie('sample')).map(
        ([c, a, b]): Sample => ({
          text: `IF(${c.text}, ${a.text}, ${b.text})`,
          at: (x, y) => (c.at(x, y) !== 0 ? a.at(x, y) : b.at(x, y)),
        }),
      ),
      pair.map(
        ([a, b]): Sample => ({
          text: `MAX([${a.text}, ${b.text}])`,
          at: (x, y) => Math.max(a.at(x, y), b.at(x, y)),
        }),
      ),
    ),
  };
}).sample;

describe('whatever the expression, where nothing is missing', () => {
  it('comes to what a plain reckoning of each instant gives', () => {
    const points = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(samples, points, ({ text, at }, instants) => {
        const found = evaluated(text, {
          m1: instants.map(([x]) => x).join(' '),
          m2: instants.map(([, y]) => y).join(' '),
        });
        expect(String(found).split(' ').map(Number)).toEqual(instants.map(([x, y]) => at(x, y) + 0));
      }),
      { numRuns: 500 },
    );
  });
});

describe('Logarithms, running sums and scalars as time series', () => {
  it.each([
    ['LOG10(m)', '2 - - 0'],
    ['LOG(m * 0 + 1)', '0 - 0 0'],
    ['RUNNING_SUM(m)', '100 - 100 101'],
    ['RUNNING_SUM(FILL(m, 0))', '100 100 100 101'],
    ['RUNNING_SUM(-m)', '-100 - -100 -101'],
    ['TIME_SERIES(7)', '7 7 7 7'],
    ['TIME_SERIES(MAX(m)) - m', '0 100 100 99'],
  ])('%s', (source, expected) => {
    // Nothing, and less than nothing, has no logarithm: such points are dropped.
    expect(evaluated(source, { m: '100 - 0 1' })).toBe(expected);
  });

  it('take what AWS says they take', () => {
    expect(() => evaluated('LOG(2)', { m: '1' })).toThrow(
      'Function LOG takes TS or TS[] as argument 1, not S',
    );
    expect(() => evaluated('TIME_SERIES(m)', { m: '1' })).toThrow(
      'Function TIME_SERIES takes S as argument 1, not TS',
    );
    expect(evaluated('RUNNING_SUM([m, n])', { m: '1 2', n: '3 -' })).toEqual(['1 3', '3 -']);
    expect(evaluated('RUNNING_SUM(m)', { m: '1 2 - 3 4' }, { runningSum: 'begins-anew' })).toBe('1 3 - 3 7');
    expect(evaluated('m + n', { m: '1 2 -', n: '3 - -' }, { missingOperand: 'dropped' })).toBe('4 - -');
  });
});

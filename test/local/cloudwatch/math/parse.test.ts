import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IdKind, kindOf } from '../../../../local/cloudwatch/math/kinds.ts';
import { parseMath } from '../../../../local/cloudwatch/math/parse.ts';
import { MathError } from '../../../../local/cloudwatch/math/syntax.ts';

const ids: Readonly<Record<string, IdKind>> = {
  m1: { metric: true, kind: 'series' },
  m2: { metric: true, kind: 'series' },
  e1: { metric: false, kind: 'series' },
  all: { metric: false, kind: 'array' },
};
const kind = (source: string) => kindOf(parseMath(source), (id) => ids[id]);

describe('an expression that AWS prints as an example', () => {
  it.each([
    ['PERIOD(m1)/60', 'scalar'],
    ['5 * m1', 'series'],
    ['SUM(100/[m1, m2])', 'series'],
    ['AVG([m1,m2]/m1)', 'series'],
    ['METRICS()*100', 'array'],
    ['SUM(-[m1, m2])', 'series'],
    ['MIN(ABS([m1, m2]))', 'series'],
    ['m1-AVG(m1)', 'series'],
    ['SUM([m1,m2])/AVG(m2)', 'series'],
    ['FILL(METRICS(), m1)', 'array'],
    ['FILL(m1, MIN(m1))', 'series'],
    ['SUM(METRICS("errors"))/SUM(METRICS("requests"))*100', 'series'],
    ['IF(m1<400, 10, 2)', 'series'],
    ['IF(m1>m2, 1, 0)', 'series'],
  ])('%s is read', (source, expected) => {
    expect(kind(source)).toBe(expected);
  });
});

describe('what is refused, and why', () => {
  it.each([
    ['', 'Unexpected end of expression'],
    ['m1 +', 'Unexpected end of expression'],
    ['m1 m2', "Unexpected 'm2'"],
    ['(m1', "Expected ')' but found end of expression"],
    ['SUM(m1', "Expected ')' but found end of expression"],
    ['m1 $ 2', "Unexpected character '$' at position 4"],
    ['M1 + 1', "Unexpected 'M1': ids begin with a lowercase letter"],
    ['m3', "Unknown id 'm3'"],
    ['"text"', 'only METRICS takes a string'],
    ['m1 + REPEAT', 'only FILL takes it'],
    ['[m1, 5]', 'An array holds time series, not scalars'],
    ['all + [m1]', "Operator '+' doesn't take TS[] on both sides"],
    ['ABS(5)', 'Function ABS takes TS or TS[] as argument 1, not S'],
    ['SUM(m1, m2)', 'Function SUM takes 1 arguments but got 2'],
    ['IF(m1)', 'Function IF takes 2 to 3 arguments but got 1'],
    ['IF(1, 2, 3)', 'Function IF takes at least one TS'],
    ['IF(all, 1, 0)', 'Function IF takes S or TS as argument 1, not TS[]'],
    ['FILL(m1, all)', 'Function FILL takes S or TS as argument 2, not TS[]'],
    ['PERIOD(e1)', 'Function PERIOD takes the id of a metric'],
    ['METRICS(m1)', 'Function METRICS takes a string'],
    ['sum(m1)', "Unexpected '('"],
  ])('%s', (source, message) => {
    expect(() => kind(source)).toThrow(MathError);
    expect(() => kind(source)).toThrow(message);
  });

  it('a function that AWS has and this lacks is named', () => {
    expect(() => parseMath('STDDEV(m1)')).toThrow(
      expect.objectContaining({ uncovered: true, message: 'the metric math function STDDEV' }),
    );
  });

  it('and nothing, however nested or odd, is anything but a MathError', () => {
    expect(() => parseMath('('.repeat(2000))).toThrow(/nested too deeply/);
    expect(() => parseMath(`m1${'^-m1'.repeat(500)}`)).toThrow(/nested too deeply/);
    const piece = fc.constantFrom(
      'm1',
      '1',
      '(',
      ')',
      '[',
      ']',
      ',',
      '+',
      '-',
      '^',
      'IF',
      'FILL',
      'REPEAT',
      '"a"',
      '<',
      'AND',
      '?',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          kind(pieces.join(' '));
        } catch (error) {
          expect(error).toBeInstanceOf(MathError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

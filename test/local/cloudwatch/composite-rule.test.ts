import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alarmsIn, holds, parseRule, RuleError } from '../../../local/cloudwatch/composite-rule.ts';
import type { AlarmStateValue } from '../../../local/ports.ts';

const states = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;

/** Whether `rule` holds for a and b in each of the nine pairs of states, OK first; 1 is yes. */
const table = (rule: string): string =>
  states
    .flatMap((a) => states.map((b) => (holds(parseRule(rule), (name) => ({ a, b })[name]) ? '1' : '0')))
    .join('');

describe('a rule over two alarms', () => {
  // a OK, ALARM, INSUFFICIENT_DATA; within each b the same.
  it.each([
    ['ALARM(a)', '000111000'],
    ['OK(b)', '100100100'],
    ['INSUFFICIENT_DATA(a)', '000000111'],
    ['ALARM(a) AND ALARM(b)', '000010000'],
    ['ALARM(a) OR ALARM(b)', '010111010'],
    ['NOT ALARM(a)', '111000111'],
    ['NOT NOT ALARM(a)', '000111000'],
    ['ALARM(a) AND NOT ALARM(b)', '000101000'],
    ['NOT ALARM(a) AND ALARM(b)', '010000010'],
    ['NOT (ALARM(a) AND ALARM(b))', '111101111'],
    // AND before OR.
    ['ALARM(a) OR ALARM(b) AND OK(a)', '010111000'],
    ['(ALARM(a) OR ALARM(b)) AND OK(a)', '010000000'],
    ['TRUE', '111111111'],
    ['false', '000000000'],
    ['TRUE AND OK(a) OR FALSE', '111000000'],
  ])('%s', (rule, expected) => {
    expect(table(rule)).toBe(expected);
  });
});

describe('names in a rule', () => {
  it('stand with or without quotes, and may be anything in quotes', () => {
    const arn = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:x y';
    const rule = String.raw`ALARM(a-1) OR OK( "b (new)" ) OR ALARM("c \"d\" \\") OR ALARM(${arn}) OR OK(a-1)`;
    expect(alarmsIn(parseRule(rule))).toEqual(['a-1', 'b (new)', String.raw`c "d" \ `.trim(), arn]);
  });
});

describe('what is no rule', () => {
  it.each([
    ['', "NOT or '(' expected at the end"],
    ['ALARM(a) AND', 'expected at the end'],
    ['ALARM(a) ALARM(b)', "nothing more expected at 'ALARM(b)'"],
    ['ALARM(a', "an alarm's name and ')' expected at 'a'"],
    ['ALARM()', "an alarm's name"],
    ['ALARM("a)', "an alarm's name"],
    ['(ALARM(a)', "')' expected at the end"],
    ['alarm(a)', "expected at 'alarm(a)'"],
    ['ALARM(a) XOR ALARM(b)', 'nothing more expected'],
    [Array.from({ length: 501 }, () => 'TRUE').join(' OR '), 'more than 500 elements'],
  ])('%s', (rule, message) => {
    expect(() => parseRule(rule)).toThrow(RuleError);
    expect(() => parseRule(rule)).toThrow(message);
  });

  it('a function that AWS may have beside is named', () => {
    expect(() => parseRule('AT_LEAST(2, ALARM, (a, b))')).toThrow(
      expect.objectContaining({ uncovered: true, message: 'the rule function AT_LEAST' }),
    );
  });
});

/** A rule as its text, and what it comes to, without the parser's help. */
interface Sample {
  readonly text: string;
  readonly at: (of: (name: string) => AlarmStateValue) => boolean;
}

const samples = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc
      .tuple(fc.constantFrom(...states), fc.constantFrom('a', 'b', 'c'))
      .map(([state, name]): Sample => ({ text: `${state}(${name})`, at: (of) => of(name) === state })),
    fc.boolean().map((value): Sample => ({ text: value ? 'TRUE' : 'FALSE', at: () => value })),
    tie('sample').map((one): Sample => ({ text: `NOT (${one.text})`, at: (of) => !one.at(of) })),
    fc.tuple(tie('sample'), tie('sample')).map(
      ([one, two]): Sample => ({
        text: `(${one.text}) AND (${two.text})`,
        at: (of) => one.at(of) && two.at(of),
      }),
    ),
    fc.tuple(tie('sample'), tie('sample')).map(
      ([one, two]): Sample => ({
        text: `(${one.text}) OR (${two.text})`,
        at: (of) => one.at(of) || two.at(of),
      }),
    ),
  ),
})).sample;

describe('whatever the rule and the states', () => {
  it('it holds exactly where plain logic says so', () => {
    const state = fc.constantFrom(...states);
    fc.assert(
      fc.property(samples, fc.record({ a: state, b: state, c: state }), ({ text, at }, now) => {
        const of = (name: string): AlarmStateValue => now[name as 'a' | 'b' | 'c'];
        expect(holds(parseRule(text), of)).toBe(at(of));
      }),
      { numRuns: 500 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { seededRandom } from '../../../local/random.ts';
import { createEvaluator, expressionIn } from '../../../local/states/expression.ts';
import { builtInFunctions } from '../../../local/states/expression-references.ts';
import { StateFailed } from '../../../local/states/failure.ts';
import type { Json } from '../../../local/states/json.ts';

const evaluator = (seed = 1) =>
  createEvaluator(new VirtualClock(Date.UTC(2026, 0, 5, 12)), seededRandom(seed));

const evaluate = (source: string, variables: Record<string, Json> = {}, seed?: number): Promise<Json> =>
  evaluator(seed).fill(`{% ${source} %}`, 'Output', { variables, states: { input: { n: 1 } } });

const causeOf = async (source: string, variables?: Record<string, Json>): Promise<string> => {
  const error = await evaluate(source, variables).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(StateFailed);
  const { failure } = error as StateFailed;
  expect(failure).toMatchObject({ error: 'States.QueryEvaluationError', location: 'Output' });
  return failure.cause ?? '';
};

describe('an expression', () => {
  it('is a string that is wholly {% … %}, spaces around or newlines inside it or not', () => {
    expect(expressionIn('{% $a\n+ 1 %}')).toBe('$a\n+ 1');
    expect(expressionIn('{%1%}')).toBe('1');
    for (const plain of ['', '{%', '{%}', ' {% 1 %}', '{% 1 %} ', 'x {% 1 %}']) {
      expect(expressionIn(plain)).toBeUndefined();
    }
  });

  it('gives plain JSON: null, a list of one, and objects without marks of their own', async () => {
    expect(await evaluate('null')).toBeNull();
    expect(await evaluate('[$states.input.n]')).toEqual([1]);
    const list = await evaluate('[1, 2].($ * 2)');
    expect(Object.getOwnPropertyNames(list)).toEqual(['0', '1', 'length']);
    expect(Object.getPrototypeOf(await evaluate('{"a": 1}'))).toBe(Object.prototype);
  });

  it('leaves undefined members out, but fails when all of it is undefined', async () => {
    expect(await evaluate('{"a": $states.input.absent, "b": 1}')).toEqual({ b: 1 });
    expect(await causeOf('$states.input.absent')).toBe(
      "The JSONata expression '$states.input.absent' specified for the field 'Output' returned nothing (undefined).",
    );
  });

  it("fails with JSONata's own code and words on a type error", async () => {
    expect(await causeOf("'a' + 1")).toBe(
      `The JSONata expression ''a' + 1' specified for the field 'Output' threw an error during evaluation. ` +
        'T2001: The left side of the "+" operator must evaluate to a number',
    );
  });

  it.each(['function($x) { $x }', '$sum', '{"f": $sum}'])(
    'fails when its value is a function: %s',
    async (source) => {
      expect(await causeOf(source)).toContain('returned an unsupported result type.');
    },
  );

  it('is ended when it nests deeper than 100, as on AWS, or has no end', async () => {
    const nested = (terms: number) => Array(terms).fill('1').join('+');
    expect(await evaluate(nested(100))).toBe(100);
    expect(await causeOf(nested(101))).toContain('D1011');
  });

  it('lets a variable win over a function of its name', async () => {
    expect(await evaluate('$now + $count', { now: 1, count: 2 })).toBe(3);
  });

  it('gives any JSON back as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as Json;
        expect(await evaluate('{"v": $v}', { v: plain })).toEqual({ v: plain });
      }),
    );
  });
});

describe('functions', () => {
  it('knows every function that the lint lets pass', async () => {
    for (const name of builtInFunctions)
      expect([name, await evaluate(`$exists($${name})`)]).toEqual([name, true]);
  });

  it('has no $eval', async () => {
    expect(await causeOf('$eval("1")')).toContain('T1006');
  });

  it('reads the time from the clock it is given', async () => {
    expect(await evaluate('$now()')).toBe('2026-01-05T12:00:00.000Z');
    expect(await evaluate("$now('[H01]:[m01] [z]', '+0100')")).toBe('13:00 GMT+01:00');
    expect(await evaluate('$millis()')).toBe(Date.UTC(2026, 0, 5, 12));
  });

  it('draws $random, $uuid and $shuffle from the seeded source: the same seed gives the same values', async () => {
    const source = '[$random(), $uuid(), $shuffle([1..9])]';
    expect(await evaluate(source, {}, 5)).toEqual(await evaluate(source, {}, 5));
    expect(await evaluate(source, {}, 5)).not.toEqual(await evaluate(source, {}, 6));
    expect(await evaluate('$random(3) = $random(3)')).toBe(true);
  });

  it.each<[string, Json]>([
    ['$partition([1..5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([1..5], 2.9)', [[1, 2], [3, 4], [5]]],
    ['$range(0, 10, 5)', [0, 5, 10]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$range(1, 1, 1)', 1],
    ['$parse(\'{"a": [1]}\').a', [1]],
    ["$hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ["$hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
  ])('%s', async (source, expected) => {
    expect(await evaluate(source)).toEqual(expected);
  });

  it.each([
    '$partition([], 2)',
    '$partition([1], 0)',
    '$range(1, 9)',
    '$range(1, 9, -1)',
    "$hash('abc')",
    '$parse()',
  ])('%s gives nothing, which fails the field', async (source) => {
    expect(await causeOf(source)).toContain('returned nothing');
  });

  it.each([
    ["$parse('{')", '$parse: Unexpected end-of-input: was expecting double-quote to start field name'],
    ['$hash(1, "MD5")', 'T0410: Argument 1 of function "hash" does not match function signature'],
    ['$parse([])', 'T0410: Argument 1 of function "parse" does not match function signature'],
    ['$partition("ab", 1)', 'T0410: Argument 1 of function "partition" does not match function signature'],
    ["$hash('abc', 'CRC')", 'expected one of MD5, SHA-1'],
    ['$range(1, 1000000, 1)', 'memory limit'],
  ])('%s fails', async (source, why) => {
    expect(await causeOf(source)).toContain(why);
  });
});

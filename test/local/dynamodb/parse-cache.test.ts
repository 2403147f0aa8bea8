import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainParsers } from '../../../local/dynamodb/dynalite.ts';
import { type ExpressionParser, withMemory } from '../../../local/dynamodb/parse-cache.ts';

const value = fc.oneof(
  fc.constantFrom('a', 'b', 'S').map((S) => ({ S })),
  fc.constantFrom('1', '2').map((N) => ({ N })),
  fc.constant({ M: { x: { S: 'y' } } }),
  fc.constant({ SS: ['a'] }),
);

const expressions = {
  condition: [
    'attribute_not_exists(#a.#b) AND (b = :v OR #a <> :w)',
    'begins_with(#a, :v)',
    'size(#a) > :v AND b IN (:v, :w)',
    'b BETWEEN :v AND :w',
    'attribute_type(#a, :v) OR #b = :w',
    'b = :v AND',
    'reserved = :v AND date = :w',
  ],
  update: [
    'SET #a = :v, #b.#c = if_not_exists(#b.#c, :w)',
    'SET #a = :v + :w REMOVE c[1]',
    'ADD #a :v',
    'SET #a = :v, #a = :w',
    'DELETE #a :v',
  ],
  projection: ['#a.#b, c[0].d', '#a, #a'],
} as const;

/** What came of it, and what is left unused. */
function parsed(
  parser: ExpressionParser,
  text: string,
  names: object,
  values: object,
  isKeyCondition: boolean,
) {
  const unusedOf = (of: object) => Object.fromEntries(Object.keys(of).map((name) => [name, true as const]));
  const context = {
    attrNames: names as Record<string, string>,
    attrVals: values as Record<string, Record<string, unknown>>,
    unusedAttrNames: unusedOf(names),
    unusedAttrVals: unusedOf(values),
    isReserved: (name: string) => name === 'date',
    compare: (_: string, a: { N?: string }, b: { N?: string }) => Number(a.N) > Number(b.N),
    isKeyCondition,
  };
  try {
    const result = parser.parse(text, { context });
    return { result, names: context.unusedAttrNames, values: context.unusedAttrVals };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

describe('A parser with a memory', () => {
  it.each(Object.entries(expressions))('parses each %s as the one without', (kind, texts) => {
    const plain = plainParsers[kind as keyof typeof plainParsers];
    const remembering = withMemory(plain);
    const names = fc.record(
      { '#a': fc.constantFrom('a', 'x'), '#b': fc.constant('b'), '#c': fc.constant('date') },
      { requiredKeys: ['#a'] },
    );
    const values = fc.record({ ':v': value, ':w': value, ':x': value }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.constantFrom(...texts), names, values, fc.boolean(), (text, of, with_, isKey) => {
        expect(parsed(remembering, text, of, with_, isKey)).toEqual(parsed(plain, text, of, with_, isKey));
      }),
      { numRuns: 400 },
    );
  });

  it('parses an expression once, and shares no result', () => {
    let parses = 0;
    const parser = withMemory({
      parse: (text, options) => {
        parses += 1;
        return plainParsers.condition.parse(text, options);
      },
    });
    const [one, other] = ['1', '2'].map((N) => parsed(parser, 'a = :v', {}, { ':v': { N } }, false));
    expect(parses).toBe(1);
    expect(one?.result).toMatchObject({ expression: { args: [['a'], { N: '1' }] } });
    expect(other?.result).toMatchObject({ expression: { args: [['a'], { N: '2' }] } });
    parsed(parser, 'a = :v', {}, { ':v': { S: '1' } }, false);
    expect(parses).toBe(2);
  });
});

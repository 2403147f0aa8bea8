import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { type Scope, simpleExpression, unsure } from '../../../local/states/simple-expression.ts';

const names = ['a', 'b', 'toString', 'x y'];

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false, 0, 1, -1.5, '', 'a', 'b'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('value')),
    fc.dictionary(fc.constantFrom(...names), tie('value')),
  ),
}));

const scopes: fc.Arbitrary<Scope> = fc
  .record({
    variables: fc.dictionary(fc.constantFrom('a', 'b', 'exists', 'count'), value),
    input: value,
    context: value,
  })
  .map(
    ({ variables, input, context }) => ({ variables, states: { input }, context: () => context }) as Scope,
  );

const path = fc
  .tuple(
    fc.constantFrom('$a', '$b', '$count', '$states.input', '$states', '$states.context'),
    fc.array(fc.constantFrom('.a', '.b', '.toString', '."x y"'), { maxLength: 3 }),
  )
  .map(([start, steps]) => start + steps.join(''));
const literal = fc.constantFrom('null', 'true', 'false', '1', '-1.5', "'a'", "''");

const { source } = fc.letrec<{ source: string }>((tie) => ({
  source: fc.oneof(
    { maxDepth: 3 },
    path,
    literal,
    path.map((of) => `$exists(${of})`),
    fc
      .tuple(tie('source'), fc.constantFrom('=', '!=', 'and', 'or', '<', '<=', '>', '>='), tie('source'))
      .map((parts) => parts.join(' ')),
    fc.tuple(tie('source'), tie('source'), tie('source')).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
    fc.tuple(tie('source'), tie('source')).map(([a, b]) => `${a} ? ${b}`),
  ),
}));

/** What there is more to: more steps, predicates, functions, arithmetic, blocks, the context itself. */
const others = [
  '$a[0]',
  '$a.b[b = 1]',
  '$a.b[]',
  '$a.*',
  '$a.**',
  '$a.$b',
  '$a.b@$x.a',
  '$a.b#$i',
  '$a.b^(a)',
  '$a{b: 1}',
  '$count($a)',
  '$exists($a, $b)',
  '$exists(?)',
  '$not($a)',
  '$a + 1',
  "$a & 'x'",
  '$a in $b',
  '($a)',
  '$',
  '$$',
  'a.b',
  '{"a": $a}',
  '[$a]',
  '$a ~> $count',
];

/** JSONata's own answer, as JSON; undefined where it is nothing. */
async function asked(text: string, { variables, states, context }: Scope): Promise<string | undefined> {
  try {
    return JSON.stringify(
      await jsonata(text).evaluate(undefined, { ...variables, states: { ...states, context: context?.() } }),
    );
  } catch {
    return 'refused';
  }
}

describe('A simple expression', () => {
  it('gives what JSONata gives, or leaves it to JSONata', async () => {
    let told = 0;
    await fc.assert(
      fc.asyncProperty(source, scopes, async (text, scope) => {
        const simple = simpleExpression(jsonata(text).ast());
        const found = simple === undefined ? unsure : simple(scope);
        if (found === unsure) return;
        told += 1;
        expect(JSON.stringify(found)).toBe(await asked(text, scope));
      }),
      { numRuns: 2000 },
    );
    expect(told).toBeGreaterThan(500);
  });

  it.each(others)('is not %s', (text) => {
    const scope = { variables: { a: { b: 1 }, b: 2 }, states: { input: {} } };
    expect([undefined, unsure]).toContain(simpleExpression(jsonata(text).ast())?.(scope));
  });
});

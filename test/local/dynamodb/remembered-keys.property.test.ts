import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { levelStore } from '../../../local/dynamodb/dynalite.ts';
import { type Placing, rememberingKeys } from '../../../local/dynamodb/remembered-keys.ts';

const table = (types: readonly string[]) => ({
  KeySchema: types.map((_, index) => ({ AttributeName: `k${index}` })),
  AttributeDefinitions: types.map((AttributeType, index) => ({ AttributeName: `k${index}`, AttributeType })),
});

const texts = fc.string({
  minLength: 1,
  maxLength: 4,
  unit: fc.constantFrom('a', 'b', ' ', '1', 'S', 'é', '\n'),
});
const attributes: Readonly<Record<string, fc.Arbitrary<object>>> = {
  S: texts.map((S) => ({ S })),
  N: fc.integer({ min: -200, max: 200 }).map((N) => ({ N: String(N) })),
  B: texts.map((text) => ({ B: Buffer.from(text).toString('base64') })),
};

it('keys are the same as dynalite’s, remembered or not', () => {
  // Whatever the module has by now: of the tables' own keys it asks the plain one for each that is new.
  expect(levelStore({ account: '0', region: 'r' })).toBeDefined();
  const plain = createRequire(import.meta.url)('dynalite/db') as Placing;
  const remembering = rememberingKeys(plain);
  const tables = [['S', 'S'], ['S'], ['N', 'B'], ['B', 'N'], ['S', 'N']].map((types) => ({
    types,
    of: table(types),
  }));
  const places = fc
    .constantFrom(...tables)
    .chain(({ types, of }) =>
      fc
        .record(
          Object.fromEntries(
            types.map((type, index) => [`k${index}`, attributes[type] as fc.Arbitrary<object>]),
          ),
        )
        .map((item) => ({ of, item })),
    );
  fc.assert(
    fc.property(fc.array(places, { minLength: 2, maxLength: 12 }), (all) => {
      for (const { of, item } of all) {
        const expected = plain.createKey(item, of, of.KeySchema);
        expect(remembering.createKey(item, of)).toBe(expected);
        const [type = '', value] = Object.entries(item.k0 as object)[0] ?? [];
        expect(remembering.hashPrefix(value, type)).toBe(expected.split('/')[0]);
      }
    }),
    { numRuns: 300 },
  );
});

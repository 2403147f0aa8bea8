import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../local/random.ts';
import { generatedString } from '../../../local/secrets-manager/generated-string.ts';

test('a generated string has its length, each kind of character, and none that is excluded', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 100 }), fc.nat(), fc.boolean(), (length, seed, IncludeSpace) => {
      const options = { PasswordLength: length, ExcludeCharacters: 'aA0!', IncludeSpace };
      const text = generatedString(options, seededRandom(seed));
      expect(text).toHaveLength(length);
      for (const kind of [/[b-z]/, /[B-Z]/, /[1-9]/, /[^A-Za-z0-9 ]/]) expect(text).toMatch(kind);
      expect(text).not.toMatch(/[aA0!]/);
      expect(text.includes(' ')).toBe(IncludeSpace);
    }),
  );
});

test('the same seed gives the same string', () => {
  expect(generatedString({}, seededRandom(3))).toBe(generatedString({}, seededRandom(3)));
  expect(generatedString({}, seededRandom(3))).not.toBe(generatedString({}, seededRandom(4)));
});

test.each([
  [{ PasswordLength: 3 }, 'PasswordLength must be from 4 to 4096, got 3'],
  [{ SecretStringTemplate: '{}' }, 'need one another'],
  [{ SecretStringTemplate: '[]', GenerateStringKey: 'k' }, 'must be the JSON of an object'],
  [
    { ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true, ExcludePunctuation: true },
    'nothing is left',
  ],
])('%j is refused', (options, message) => {
  expect(() => generatedString(options, seededRandom(1))).toThrow(message);
});

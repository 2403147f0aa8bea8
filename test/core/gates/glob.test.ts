import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatches } from '../../../core/gates/glob.ts';

describe('A pattern', () => {
  it.each([
    ['', '', true],
    ['a', 'a', true],
    ['a', 'ab', false],
    ['*', '', true],
    ['*.example.com', 'checks.example.com', true],
    ['*.example.com', 'example.com', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['ab*ba', 'aba', false],
    ['*ab*b*', 'aabcb', true],
    ['a.c', 'abc', false],
  ])('%s of %s: %s', (pattern, text, matches) => {
    expect(globMatches(pattern, text)).toBe(matches);
  });

  it('is what a regular expression says', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 });
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text);
        expect(globMatches(pattern, text)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { wholly } from '../../../../local/sagemaker/api/patterns.ts';
import { runtimeModel, sagemakerModel } from '../../../../local/sagemaker/api/shapes.ts';

describe('a pattern of AWS', () => {
  it('is meant for the whole value, anchored or not', () => {
    expect(wholly('[a-z]+').test('abc')).toBe(true);
    expect(wholly('[a-z]+').test('abc1')).toBe(false);
    expect(wholly('a|ab').test('ab')).toBe(true);
    expect(wholly('^[a-z]+$').test('abc\n')).toBe(false);
  });

  it.each<[string, string, boolean, string]>([
    ['.*', 'one line', true, 'a dot is any character'],
    ['.*', 'two\nlines', false, 'but no end of a line'],
    ['.*', 'two\u0085lines', false, 'of which Java knows one more'],
    ['[\\S]+', 'a\u00a0b', true, "Java's white space is ASCII"],
    ['[\\S]+', 'a\u000bb', false, 'the vertical tab is among it'],
    ['[\\S\\s]*', 'a\n\u00a0\u{1F600}', true, 'both together are everything'],
    ['(?!\\s*$).+', '   ', false, 'blank'],
    ['(?!\\s*$).+', ' a ', true, 'not blank'],
    ['\\A\\S[\\p{Print}]*\\z', 'a b~', true, 'printable ASCII'],
    ['\\A\\S[\\p{Print}]*\\z', 'aé', false, 'not ASCII'],
    ['\\p{ASCII}*', 'a\tb', true, 'ASCII'],
    ['\\p{ASCII}*', 'é', false, 'not ASCII'],
    ['([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)', 'é ٣ +-@', true, 'letters, spaces and digits of any script'],
    ['([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)', 'a!', false, 'no exclamation mark'],
    ['([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)(\\/[0-9]{1,9})?', 'package/1', true, 'a version'],
    ['([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)(\\/[0-9]{1,9})?', 'package-/1', false, 'a hyphen before it'],
  ])('%s for %j: %s (%s)', (pattern, value, fits) => {
    expect(wholly(pattern).test(value)).toBe(fits);
  });

  it.each(
    [...Object.entries(sagemakerModel.shapes), ...Object.entries(runtimeModel.shapes)].flatMap(
      ([name, { pattern }]) => (pattern === undefined ? [] : [[name, pattern]]),
    ),
  )('of %s can be tried', (_, pattern) => {
    expect(() => wholly(pattern ?? '')).not.toThrow();
  });

  it('takes no time over long values', () => {
    const long = `${'a-'.repeat(50_000)}_`;
    for (const { pattern } of Object.values(sagemakerModel.shapes)) {
      if (pattern !== undefined) wholly(pattern).test(long);
    }
  }, 2000);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain, truncate } from '../../../core/values/plain-text.ts';

describe('A text cut to length', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['one too many', 11, 'one too ma…'],
    ['ab😀cd', 4, 'ab…'],
    ['ab😀cd', 5, 'ab😀…'],
  ])('%s at %d is %s', (text, max, cut) => {
    expect(truncate(text, max)).toBe(cut);
  });

  it('never exceeds the limit nor splits a character, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '✓', '😀') }),
        fc.integer({ min: 1, max: 50 }),
        (text, max) => {
          const cut = truncate(text, max);
          expect(cut.length).toBeLessThanOrEqual(max);
          expect(cut.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});

describe('A text from outside, made plain', () => {
  it.each([
    ['*bold* ~gone~ `code`', "∗bold∗ ∼gone∼ 'code'"],
    ['<!channel> @here', '‹!channel› ＠here'],
    ['[click](http://evil.example)', '(click)(http:∕∕evil.example)'],
    ['see HTTPS://evil.example/a', 'see HTTPS:∕∕evil.example/a'],
    ['<https://evil.example|your bank>', '‹https:∕∕evil.example¦your bank›'],
    ['first\r\nsecond\tthird', 'first second third'],
    ['\u202egpj.exe', ' gpj.exe'],
    ['iris_5xx-v1.2', 'iris_5xx-v1.2'],
    ['s3://bucket/models/iris', 's3://bucket/models/iris'],
  ])('%j becomes %j', (text, safe) => {
    expect(plain(text)).toBe(safe);
  });

  it('has no control character, no line break and nothing that formats, links or mentions', () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom(
          '*',
          '`',
          '<',
          '>',
          '@',
          '|',
          '[',
          ']',
          '~',
          '\n',
          '\u2028',
          '\u0085',
          '\u009b',
          'http://',
        ),
        fc.nat(0x24ff).map((code) => String.fromCharCode(code)),
      ),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        const safe = plain(text);
        expect(safe).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(safe).not.toMatch(/[`*~<>@[\]|]/);
        expect(safe).not.toMatch(/https?:\/\//i);
      }),
    );
  });
});

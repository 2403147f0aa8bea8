import { describe, expect, it } from 'vitest';
import { fold } from '../../../cli/output/fold.ts';
import { wrap } from '../../../cli/output/wrap.ts';
import { formatBytes } from '../../../core/values/bytes.ts';
import { shortInstant } from '../../../core/values/short-instant.ts';

describe('Text for people', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 KB'],
    [1_234_567, '1.2 MB'],
    [5e9, '5.0 GB'],
    [2e16, '20000.0 TB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('wraps between words, indented, and leaves a longer word whole', () => {
    expect(wrap('one two  three four five six', 22, '  ')).toEqual(['  one two three four', '  five six']);
    expect(wrap(`a ${'x'.repeat(30)} b`, 22, '')).toEqual(['a', 'x'.repeat(30), 'b']);
    expect(wrap('', 80, '')).toEqual([]);
  });

  it('folds between words where it can, and colours take no room', () => {
    expect(fold('one two three', 8)).toEqual(['one two', 'three']);
    expect(fold('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
    expect(fold('\u001b[31mone two\u001b[39m three', 7)).toEqual(['\u001b[31mone two\u001b[39m', 'three']);
    expect(fold('one two three', 7)).toEqual(['one two', 'three']);
    expect(fold('', 7)).toEqual(['']);
  });

  it('has instants to the minute, in UTC', () => {
    expect(shortInstant('2026-01-05T10:00:59.999Z')).toBe('2026-01-05 10:00Z');
  });
});

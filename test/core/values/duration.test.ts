import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../core/values/duration.ts';

describe('A duration for people', () => {
  it.each([
    ['5m', 300],
    ['1h30m', 5400],
    ['90s', 90],
    ['1h', 3600],
    ['1h1m1s', 3661],
    ['0s', 0],
    ['90m', 5400],
    [' 5m ', 300],
  ])('"%s" is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['', ' ', '5', 'm', '5 m', '5M', '-5m', '1.5h', '5m1h', '5m5m', '5min', 'PT5M', '٥m', '5m\n5s'])(
    '"%s" is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it.each([
    [5400, '1h30m'],
    [90, '1m30s'],
    [3601, '1h1s'],
    [0, '0s'],
  ])('%d seconds are written "%s"', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('written and read again is the same', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (seconds) => {
        expect(parseDuration(formatDuration(seconds))).toBe(seconds);
      }),
    );
  });
});

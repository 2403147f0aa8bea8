import { describe, expect, it } from 'vitest';
import { againstLimit, valueText } from '../../../core/cloudwatch/value-text.ts';

describe('A value', () => {
  it.each([
    [1_430_000, 'Microseconds', '1.43 s'],
    [800_000, 'Microseconds', '800 ms'],
    [12_345.678, 'Microseconds', '12.35 ms'],
    [500, 'Microseconds', '500 µs'],
    [0, 'Microseconds', '0 µs'],
    [250, 'Milliseconds', '250 ms'],
    [1500, 'Milliseconds', '1.5 s'],
    [90, 'Seconds', '90 s'],
    [300, 'Seconds', '5m'],
    [4.6, 'Percent', '4.6 %'],
    [0.0123456, 'Percent', '0.01235 %'],
    [1234.5, 'Count', '1235'],
    [9, 'None', '9'],
    [9, undefined, '9'],
    [3, 'Gigabytes', '3 Gigabytes'],
    [2, 'Powers of ten of evidence', '100'],
    [-0.3, 'Powers of ten of evidence', '0.5012'],
    [6.5, 'Powers of ten of evidence', 'more than a million'],
  ])('of %d %s is %s', (value, unit, text) => {
    expect(valueText(value, unit)).toBe(text);
  });

  it.each([
    [1.00004, 1, 'Percent', ['1.00004 %', '1 %']],
    [1, 1, 'Percent', ['1 %', '1 %']],
    [800_010, 800_000, 'Microseconds', ['800.01 ms', '800 ms']],
    [1_430_000, 800_000, 'Microseconds', ['1.43 s', '800 ms']],
  ])('%d beside its limit %d is told apart from it', (value, limit, unit, texts) => {
    expect(againstLimit(value, limit, unit)).toEqual(texts);
  });
});

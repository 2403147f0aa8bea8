import { describe, expect, it } from 'vitest';
import { javaDouble, offsetTime, reasonTime } from '../../../local/cloudwatch/timestamps.ts';

describe("CloudWatch's way of writing", () => {
  it('instants', () => {
    const at = Date.UTC(2019, 9, 2, 17, 4, 40, 989);
    expect(offsetTime(at)).toBe('2019-10-02T17:04:40.989+0000');
    expect(reasonTime(at)).toBe('02/10/19 17:04:40');
  });

  it.each([
    [0, '0.0'],
    [1, '1.0'],
    [-2, '-2.0'],
    [99.5, '99.5'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [9_999_999, '9999999.0'],
    [10_000_000, '1.0E7'],
    [12_345_678, '1.2345678E7'],
  ])('the number %d as %s', (value, written) => {
    expect(javaDouble(value)).toBe(written);
  });
});

import { describe, expect, it } from 'vitest';
import {
  compareInstants,
  epochMsOf,
  instantAt,
  instantSchema,
  utcMinute,
} from '../../../core/values/instant.ts';

const tenMs = Date.UTC(2026, 0, 5, 10);

describe('An instant', () => {
  it('is stored and told as UTC, and reckoned with in epoch milliseconds', () => {
    expect(instantAt(tenMs)).toBe('2026-01-05T10:00:00.000Z');
    expect(epochMsOf('2026-01-05T10:00:00Z')).toBe(tenMs);
    expect(utcMinute(tenMs)).toBe('2026-01-05 10:00 UTC');
  });

  it('counts by what it means, not by how it is written', () => {
    expect(compareInstants('2026-01-05T10:00:00Z', '2026-01-05T10:00:00.000Z')).toBe(0);
    expect(compareInstants('2026-01-05T10:00:00.001Z', '2026-01-05T10:00:00Z')).toBeGreaterThan(0);
  });

  it.each([
    ['2026-01-05T10:00:00Z', '2026-01-05T10:00:00Z'],
    ['2026-01-05T10:00:00.000+0000', '2026-01-05T10:00:00.000Z'],
    ['2026-01-05T12:00:00+02:00', '2026-01-05T10:00:00.000Z'],
  ])('%s of another system is %s', (written, read) => {
    expect(instantSchema.parse(written)).toBe(read);
  });

  it.each(['', 'soon', '2026-13-05T10:00:00Z'])('"%s" is none', (written) => {
    expect(instantSchema.safeParse(written).error?.issues.map(({ message }) => message)).toEqual([
      'expected an instant, like 2026-01-05T10:00:00Z',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { freezeIn, writtenFreeze } from '../../../../core/gates/time/freeze.ts';
import { instantAt } from '../../../../core/values/instant.ts';

const frozen = (zone: string, from: string, to: string) => {
  const freeze = freezeIn(zone, { from, to, reason: 'holidays' });
  return freeze && [freeze.from, freeze.to].map((at) => instantAt(at).slice(0, 16));
};

describe('A freeze', () => {
  it('lasts from the first moment of its first day to the last of its last, by the clock of the zone', () => {
    expect(frozen('Europe/Berlin', '2026-12-20', '2026-12-31')).toEqual([
      '2026-12-19T23:00',
      '2026-12-31T23:00',
    ]);
    expect(frozen('UTC', '2026-12-24', '2026-12-24')).toEqual(['2026-12-24T00:00', '2026-12-25T00:00']);
  });

  it('may begin and end at a time', () => {
    expect(frozen('America/New_York', '2026-07-03T18:00', '2026-07-06 06:00')).toEqual([
      '2026-07-03T22:00',
      '2026-07-06T10:00',
    ]);
  });

  it('takes the longer one of two readings where the clock shows its ends twice', () => {
    expect(frozen('Europe/Berlin', '2026-10-25T02:30', '2026-10-25T02:30')).toEqual([
      '2026-10-25T00:30',
      '2026-10-25T01:30',
    ]);
  });

  it('begins where the clock jumps over its beginning', () => {
    expect(frozen('Europe/Berlin', '2026-03-29T02:30', '2026-03-29')).toEqual([
      '2026-03-29T01:00',
      '2026-03-29T22:00',
    ]);
    // Midnight itself is left out.
    expect(frozen('America/Santiago', '2026-09-06', '2026-09-06')).toEqual([
      '2026-09-06T04:00',
      '2026-09-07T03:00',
    ]);
    // So is a whole day.
    expect(frozen('Pacific/Apia', '2011-12-30T12:00', '2011-12-31')).toEqual([
      '2011-12-30T10:00',
      '2011-12-31T10:00',
    ]);
  });

  it('is none where it ends before it begins', () => {
    expect(frozen('UTC', '2026-12-31', '2026-12-20')).toBeUndefined();
    expect(frozen('UTC', '2026-12-31T10:00', '2026-12-31T10:00')).toBeUndefined();
  });

  it.each([
    '2026-02-30',
    '2026-13-01',
    '20.12.2026',
    '2026-12-20T24:30',
    '2026-12-20T10:00Z',
    '2026-12-20T10:60',
  ])('does not begin on %s', (from) => {
    expect(writtenFreeze.safeParse({ from, to: '2027-01-01', reason: 'x' }).success).toBe(false);
  });
});

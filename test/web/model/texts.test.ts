import { describe, expect, it } from 'vitest';
import { bytesText, grouped, percentText, short } from '../../../web/model/figures.ts';
import { personText } from '../../../web/model/people.ts';
import { sparkOf } from '../../../web/model/spark.ts';
import { clockText, fullText, nearText, spanText } from '../../../web/model/time.ts';

const at = Date.parse('2026-01-05T09:03:07.500Z');

describe('Times', () => {
  it('are told in UTC', () => {
    expect([clockText(at), fullText(at)]).toEqual(['09:03:07', '2026-01-05 09:03:07Z']);
    expect(clockText(Date.parse('2026-01-05T23:59:59Z'))).toBe('23:59:59');
  });

  it('have their day where it is another', () => {
    expect(nearText(at, at + 1000)).toBe('09:03');
    expect(nearText(at, at + 86_400_000)).toBe('01-05 09:03');
  });

  it.each([
    [0, '0s'],
    [45, '45s'],
    [89, '1m29s'],
    [90, '1m'],
    [3599, '59m'],
    [12_000, '3h 20m'],
    [7200, '2h'],
    [360_000, '4d 4h'],
  ])('of %i seconds are %s', (seconds, text) => {
    expect(spanText(seconds * 1000)).toBe(text);
  });
});

describe('Figures', () => {
  it('are grouped, with three that count', () => {
    expect([grouped(1284), short(0.012345), short(1240.4), short(0)]).toEqual([
      '1,284',
      '0.0123',
      '1,240',
      '0',
    ]);
  });

  it('are never none or all where they are neither', () => {
    expect([percentText(1, 100_000), percentText(99_999.5, 100_000)]).toEqual(['< 0.01 %', '> 99.99 %']);
    expect([percentText(16, 1284), percentText(0, 10), percentText(10, 10), percentText(1, 0)]).toEqual([
      ...['1.25 %', '0 %', '100 %', '–'],
    ]);
  });

  it('of bytes are in the largest unit', () => {
    expect([bytesText(512), bytesText(48_213_504)]).toEqual(['512 B', '46 MiB']);
  });
});

it('People are called by the last part of an ARN, and others as they are', () => {
  expect(personText('arn:aws:sts::111122223333:assumed-role/sre/ana.lima')).toBe('ana.lima');
  expect(personText('U0ANA')).toBe('U0ANA');
  expect(personText('<b>/x')).toBe('<b>/x');
});

it('A small line keeps to its box, with its limit within', () => {
  const points = [
    { at: 0, value: 0 },
    { at: 50, value: 10 },
    { at: 200, value: 99 },
  ];
  const { path, limit } = sparkOf(points, { from: 0, to: 100 }, 20);
  // Beyond the span, nothing is drawn; the limit is the highest.
  expect(path).toBe('M0.00 26.0L50.00 14.0');
  expect(limit).toBe(2);
});

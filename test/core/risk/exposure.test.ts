import { describe, expect, it } from 'vitest';
import { exposureOf, type RateAlarm } from '../../../core/risk/exposure.ts';

/** The README's manifest: linear by 20 %, five minutes each; the rate of 5xx above 1 % for two minutes. */
const shares = [0.2, 0.4, 0.6, 0.8, 1].flatMap((share) => Array<number>(5).fill(share));
const shift = (perSecond: number) => shares.map((share) => ({ requests: 60 * perSecond * share }));
const alarm: RateAlarm = { needed: 2, of: 2, limit: 0.01, lag: 2 };

describe('What the README’s own alarm does', () => {
  it.each([
    [1, 0.48],
    // With exactly 60 requests a minute for each fifth, instead of so many on average, it would be 46 %.
    [5, 0.48],
    [20, 0.1],
  ])(
    'at %i requests a second, to a sound model that fails 0.5 %%: rolled back with a chance of %f',
    (perSecond, chance) => {
      expect(exposureOf(shift(perSecond), alarm, 0.005).noticed).toBeCloseTo(chance, 2);
    },
  );

  it('to a model that fails 2 %, at one request a second', () => {
    expect(exposureOf(shift(1), alarm, 0.02).exposed).toBeCloseTo(293.6, 1);
  });

  it.each([
    [1, 48],
    [20, 960],
  ])('to a model that always fails, at %i a second', (perSecond, requests) => {
    const { exposed, noticed } = exposureOf(shift(perSecond), alarm, 1);
    expect(exposed).toBeCloseTo(requests, 2);
    expect(noticed).toBeCloseTo(1, 6);
  });
});

it('An alarm that never goes off exposes the whole shift', () => {
  const { exposed, noticed, outcomes } = exposureOf(shift(1), alarm, 0);
  expect(noticed).toBe(0);
  expect(exposed).toBeCloseTo(900, 6);
  expect(outcomes.reduce((sum, { chance }) => sum + chance, 0)).toBeCloseTo(1, 12);
});

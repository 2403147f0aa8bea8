import { describe, expect, it } from 'vitest';
import { neededBake } from '../../../core/risk/needed-bake.ts';
import type { StrategyPolicy } from '../../../core/strategies/strategies.ts';
import { canary, linear, percent } from '../strategies/policies.ts';

const five = canary(percent(10), { bake: 300 });
/** With a bake of so many minutes the chance is so many hundredths; the shift takes `steps` of them. */
const shift = (steps: number) => (policy: StrategyPolicy) => {
  const bake = ('bake' in policy ? policy.bake : undefined) ?? 0;
  return { bake, totalSeconds: bake * steps };
};
const certainFrom =
  (minutes: number) =>
  ({ bake }: { bake: number }) =>
    bake >= minutes * 60 ? 0.9 : 0.1;

describe('The bake that a comparison needs', () => {
  it('is the shortest of the usual ones with which it mostly finds what it is to find', () => {
    expect(neededBake(five, shift(1), certainFrom(22), 0.1)).toBe(1800);
    expect(neededBake(five, shift(1), certainFrom(60), 0.1)).toBe(3600);
    expect(neededBake(five, shift(1), certainFrom(3), 0.9)).toBe(180);
    // The bake that there is, if no shorter one does.
    expect(neededBake(five, shift(1), certainFrom(4), 0.9)).toBe(300);
  });

  it('is none where not even an hour is enough, or the shift would be longer than SageMaker lets it', () => {
    expect(neededBake(five, shift(1), certainFrom(61), 0.1)).toBeUndefined();
    expect(neededBake(linear(percent(10)), shift(10), certainFrom(55), 0.1)).toBeUndefined();
    expect(neededBake(linear(percent(10)), shift(10), certainFrom(40), 0.1)).toBe(2700);
  });

  it('is none for a strategy that has no bakes beside the old fleet', () => {
    expect(neededBake({ strategy: 'all-at-once' }, shift(1), certainFrom(2), 0)).toBeUndefined();
  });
});

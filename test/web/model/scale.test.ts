import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldedScale } from '../../../web/model/scale.ts';

const hour = 3_600_000;

describe('The line of a rollout', () => {
  it('is even without a shift', () => {
    const scale = foldedScale(0, undefined, 100);
    expect([0, 25, 100].map(scale.placeOf)).toEqual([0, 0.25, 1]);
    expect([0, 0.25, 1].map(scale.msAt)).toEqual([0, 25, 100]);
  });

  it('gives a night before the shift a fifth of its length, and twenty minutes of shift the rest', () => {
    const scale = foldedScale(0, 12 * hour, 12 * hour + 1_200_000);
    expect(scale.placeOf(12 * hour)).toBeCloseTo(0.22);
    expect(scale.placeOf(12 * hour + 600_000)).toBeCloseTo(0.61);
  });

  it('gives what comes before the shift its own share, if that is small, and a tenth at least', () => {
    expect(foldedScale(0, 15, 100).placeOf(15)).toBeCloseTo(0.15);
    expect(foldedScale(0, 1, 100).placeOf(1)).toBeCloseTo(0.1);
  });

  it('leads from an instant to its place and back, in order', () => {
    const spans = fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e9 }));
    fc.assert(
      fc.property(spans, fc.double({ min: 0, max: 1, noNaN: true }), ([before, after], place) => {
        const scale = foldedScale(1000, 1000 + before, 1000 + before + after);
        const ms = scale.msAt(place);
        expect(scale.placeOf(ms)).toBeCloseTo(place, 6);
        expect(scale.placeOf(ms)).toBeLessThanOrEqual(scale.placeOf(ms + 1) + 1e-12);
      }),
    );
  });

  it('ends at its ends', () => {
    const scale = foldedScale(10, 20, 30);
    expect([0, 99].map(scale.placeOf)).toEqual([0, 1]);
    expect([-1, 2].map(scale.msAt)).toEqual([10, 30]);
  });
});

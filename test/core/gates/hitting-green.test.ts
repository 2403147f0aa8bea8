import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceToHitGreen, requestsToHitGreen } from '../../../core/gates/hitting-green.ts';

describe('Requests to hit green', () => {
  it.each([
    [1, 1],
    [0.99, 1],
    [0.9, 2],
    [0.5, 7],
    [0.2, 21],
    [0.1, 44],
    [0.05, 90],
    [0.01, 459],
    [0, Infinity],
    [Number.NaN, Infinity],
  ])('with a share of %s are %s', (share, requests) => {
    expect(requestsToHitGreen(share)).toBe(requests);
  });

  it('are enough for 99 %, and one less is not', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.98, noNaN: true }), (share) => {
        const requests = requestsToHitGreen(share);
        expect(chanceToHitGreen(share, requests)).toBeGreaterThanOrEqual(0.99 - 1e-9);
        expect(chanceToHitGreen(share, requests - 1)).toBeLessThan(0.99 + 1e-9);
      }),
    );
  });
});

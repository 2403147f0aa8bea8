import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../core/recording/frame.ts';
import { indexAt, withSharedParts } from '../../../web/model/frames.ts';

describe('The frame of an instant', () => {
  it.each([
    [[10, 20, 30], 25, 1],
    [[10, 20, 30], 20, 1],
    [[10, 20, 30], 19, 0],
    [[10, 20, 30], 99, 2],
    // What comes before all of them has the first one's.
    [[10, 20, 30], 5, 0],
    [[10], 10, 0],
  ])('of %j at %i is the one with index %i', (starts, ms, index) => {
    expect(indexAt(starts, ms)).toBe(index);
  });

  it('is the last one that had begun, however many there are', () => {
    const starts = fc
      .uniqueArray(fc.integer({ min: 0, max: 5000 }), { minLength: 1 })
      .map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(starts, fc.integer({ min: -10, max: 5100 }), (all, ms) => {
        const last = all.findLastIndex((at) => at <= ms);
        expect(indexAt(all, ms)).toBe(Math.max(0, last));
      }),
    );
  });
});

describe('Frames that share their parts', () => {
  const frame = (seconds: number, percent: number): Frame =>
    ({
      at: `2026-01-05T10:00:0${seconds}.000Z`,
      fleets: [{ name: 'blue', trafficPercent: percent }],
      gates: [],
    }) as unknown as Frame;

  it('have the same objects where nothing has changed, and say the same as before', () => {
    const given = [frame(0, 100), frame(1, 100), frame(2, 80), frame(3, 80)];
    const shared = withSharedParts(given);
    expect(shared).toEqual(given);
    expect(shared[1]?.fleets).toBe(shared[0]?.fleets);
    expect(shared[2]?.fleets).not.toBe(shared[1]?.fleets);
    expect(shared[3]?.fleets).toBe(shared[2]?.fleets);
    expect(shared[3]?.gates).toBe(shared[0]?.gates);
  });
});

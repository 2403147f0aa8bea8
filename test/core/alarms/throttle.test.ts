import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlarmThrottle, type AlarmThrottleState, throttleAt } from '../../../core/alarms/throttle.ts';

const minute = 60_000;

/** An alarm that goes off at these minutes, one after another as they are heard. */
function heard(minutes: readonly number[]): AlarmThrottle[] {
  let known: AlarmThrottleState | undefined;
  return minutes.map((at) => {
    const { throttle, kept } = throttleAt(known, at * minute);
    known = kept;
    return throttle;
  });
}

describe('An alarm that goes off again and again', () => {
  it('is told once an hour, with how often it was not told', () => {
    expect(heard([0, 1, 59, 60, 120])).toEqual([
      { tell: true, count: 1, untold: 0 },
      { tell: false, count: 2, untold: 0 },
      { tell: false, count: 3, untold: 0 },
      { tell: true, count: 1, untold: 2 },
      { tell: true, count: 1, untold: 0 },
    ]);
  });

  it('gets the same answer for the same time while that hour lasts, and keeps nothing new', () => {
    const minutes = fc.array(fc.nat(59), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(minutes, (all) => {
        const [first = 0, ...rest] = all;
        const rings = heard([first, ...rest, ...rest, first]);
        expect(rings.slice(all.length)).toEqual([...rings.slice(1, all.length), rings[0]]);
        expect(rings.filter(({ tell }) => tell).length).toBe(
          2 + 2 * rest.filter((at) => at === first).length,
        );
      }),
    );
  });

  it('is never told twice within an hour, and none is forgotten', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, (between) => {
        const minutes = between.map((_, index) => between.slice(0, index + 1).reduce((a, b) => a + b, 0));
        const rings = heard(minutes);
        const told = minutes.filter((_, index) => rings[index]?.tell);
        for (const [index, at] of told.entries()) {
          if (index > 0) expect(at - (told[index - 1] ?? 0)).toBeGreaterThanOrEqual(60);
        }
        const untold = rings.reduce((sum, throttle) => sum + throttle.untold, 0);
        const after = rings.length - 1 - rings.findLastIndex(({ tell }) => tell);
        expect(told.length + untold + after).toBe(rings.length);
      }),
    );
  });
});

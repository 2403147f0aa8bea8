import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratioOf } from '../../../core/judge/interval.ts';
import { judge } from '../../../core/judge/judge.ts';
import { aMinute, seriesOf } from './series.ts';

const settings = { tolerance: 2, falseAlarms: 0.01, floor: 0.001, planned: 30 };

describe('The interval of a ratio', () => {
  it('says that green is worse than tolerated exactly where the evidence does', () => {
    void fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(0.01, 0.03, 0.1),
        (seed, minutes, bad) => {
          const series = seriesOf({
            ...{ seed, minutes, requests: 300, share: 0.3, blueRate: 0.01 },
            greenRate: (minute) => (minute >= minutes / 2 ? bad : 0.01),
          });
          const { ratio, evidence, needed } = judge(series, settings);
          // To two parts in 100,000 of it, the ratio is known by halving.
          if (evidence >= needed) expect(ratio.least).toBeGreaterThan(settings.tolerance * 0.9999);
          else expect(ratio.least).toBeLessThan(settings.tolerance * 1.0001);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is wide where many fail in one minute alone, which may be a hiccup', () => {
    const sound = Array.from({ length: 10 }, (_, at) => aMinute(at, [1000, 1], [2000, 2]));
    const hiccup = [...sound, aMinute(10, [1000, 300], [2000, 2])];
    const judged = judge(hiccup, settings);
    expect(judged.verdict).toBe('MARGINAL');
    expect(judged.ratio.value).toBeGreaterThan(10);
    expect(judged.ratio.least).toBeLessThan(2);
    // However many fail in the bad minute, it counts for only so much: more such minutes are needed, not more requests.
    expect(judged.timesMore).toBeGreaterThan(10);
  });

  it('lies about the best guess, and knows nothing without failures', () => {
    const minutes = seriesOf({
      ...{ seed: 7, minutes: 60, requests: 600, share: 0.5, blueRate: 0.01 },
      greenRate: () => 0.05,
    });
    const { least, value = 0, most } = ratioOf(minutes, settings);
    expect(least).toBeLessThan(value);
    expect(most).toBeGreaterThan(value);
    expect(least).toBeGreaterThan(3);
    expect(ratioOf([aMinute(0, [10, 0], [90, 0])], settings)).toEqual({
      ...{ value: undefined, least: 0, most: Number.POSITIVE_INFINITY },
    });
  });
});

import { describe, expect, it } from 'vitest';
import { rateBreachChance } from '../../../core/risk/breach-chance.ts';
import { poissonAtMost, poissonChances } from '../../../core/risk/poisson.ts';
import { seededRandom } from '../../../local/random.ts';

describe('The chance that a period breaches', () => {
  it('is that of a single event where one is enough', () => {
    expect(rateBreachChance(12, 0.005, 0.01)).toBeCloseTo(1 - Math.exp(-0.06), 6);
  });

  it('is none without requests or without events, and certain where all are', () => {
    expect(rateBreachChance(0, 0.5, 0.01)).toBe(0);
    expect(rateBreachChance(100, 0, 0.01)).toBe(0);
    expect(rateBreachChance(100, 1, 0.01)).toBeCloseTo(1, 8);
    expect(rateBreachChance(100, 0.5, 0)).toBeCloseTo(1, 8);
  });

  it('is not that of a rate which is just the limit', () => {
    // Of one or two requests half, or none, are events, and half is not above half; so it takes all of them.
    const all = Math.exp(-1) * (0.5 + 0.25 / 2);
    const more = rateBreachChance(1, 0.5, 0.5) - all;
    // Three and more requests.
    expect(more).toBeGreaterThan(0);
    expect(more).toBeLessThan(1 - Math.exp(-1) * 2.5);
  });

  it('is what comes of drawing', () => {
    const random = seededRandom(7);
    const drawn = (mean: number) => {
      let [count, product] = [0, random.next()];
      while (product > Math.exp(-mean)) {
        count += 1;
        product *= random.next();
      }
      return count;
    };
    let breached = 0;
    for (let trial = 0; trial < 20_000; trial += 1) {
      const [events, others] = [drawn(60 * 0.02), drawn(60 * 0.98)];
      if (events / (events + others) > 0.03) breached += 1;
    }
    // Its standard error is 0.003.
    expect(Math.abs(breached / 20_000 - rateBreachChance(60, 0.02, 0.03))).toBeLessThan(0.012);
  });
});

describe('A Poisson variable', () => {
  it.each([0, 0.1, 3, 200, 50_000, 1_200_000])('with %f expected is something for certain', (mean) => {
    const { from, chances } = poissonChances(mean);
    // So few that a chance takes no time, however many are expected.
    expect(chances.length).toBeLessThan(40 + 20 * Math.sqrt(mean));
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 6);
    expect(chances.reduce((sum, chance, count) => sum + chance * (from + count), 0)).toBeCloseTo(
      mean,
      mean > 1000 ? 1 : 5,
    );
    expect(poissonAtMost(mean)(-1)).toBe(0);
    expect(poissonAtMost(mean)(10 * mean + 100)).toBe(1);
  });
});

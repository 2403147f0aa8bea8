import { describe, expect, it } from 'vitest';
import { isWorseByRanks, trips } from '../../../bench/judge/rivals.ts';
import { drawn } from '../../../bench/judge/series.ts';
import { seededRandom } from '../../../local/random.ts';
import { aMinute } from '../../core/judge/series.ts';

const shares = Array.from({ length: 200 }, () => 0.1);
const rates = { requestsPerSecond: 10, blueRate: 0.01, greenRate: 0.02, shares } as const;
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
function ratesOf(behaviour: Parameters<typeof drawn>[0]['behaviour']) {
  const random = seededRandom(1);
  const minutes = drawn({ ...rates, behaviour }, () => random.next());
  const of = (fleet: 'green' | 'blue') =>
    sum(minutes.map((minute) => minute[fleet].events)) / sum(minutes.map((minute) => minute[fleet].requests));
  return { green: of('green'), blue: of('blue'), requests: sum(minutes.map(({ green }) => green.requests)) };
}

describe('A drawn series', () => {
  it('has the rates that were asked for, with and without bursts', () => {
    for (const behaviour of ['steady', 'own bursts'] as const) {
      const { green, blue, requests } = ratesOf(behaviour);
      expect(requests).toBeCloseTo(200 * 60, -3);
      expect([green / 0.02, blue / 0.01].map((times) => Math.round(times * 2) / 2)).toEqual([1, 1]);
    }
  });

  it('fails three times for each failure that is tried again', () => {
    expect(ratesOf('sticky retries').blue / 0.01).toBeGreaterThan(2.7);
  });

  it('is worse for three minutes in a hiccup of green alone', () => {
    expect(ratesOf('a hiccup').green).toBeGreaterThan(ratesOf('steady').green * 1.05);
  });
});

describe('The usual ways', () => {
  it('trip at two minutes in a row above 1 %', () => {
    expect(
      trips([aMinute(0, [100, 2], [0, 0]), aMinute(1, [100, 1], [0, 0]), aMinute(2, [100, 2], [0, 0])]),
    ).toBe(false);
    expect(trips([aMinute(0, [100, 2], [0, 0]), aMinute(1, [100, 2], [0, 0])])).toBe(true);
  });

  it('rank minutes: all of ten worse is worse, as good is not, nothing is nothing', () => {
    const ten = (green: number) =>
      Array.from({ length: 10 }, (_, at) => aMinute(at, [100, green + (at % 2)], [100, at % 2]));
    expect([ten(5), ten(0), []].map(isWorseByRanks)).toEqual([true, false, false]);
  });
});

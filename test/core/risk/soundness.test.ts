import { describe, expect, it } from 'vitest';
import { type EndpointTraffic, trafficLevels } from '../../../core/risk/endpoint-traffic.ts';
import type { ShiftPhase } from '../../../core/risk/green-minutes.ts';
import { falseAlarmChance, mostTakenBack, soundInstead } from '../../../core/risk/soundness.ts';
import type { WatchedErrors } from '../../../core/risk/watched-errors.ts';

/** Linear by 20 %, five minutes each. */
const phases: ShiftPhase[] = [20, 40, 60, 80, 100].map((trafficPercent, index) => ({
  ...{ kind: 'bake', startSeconds: index * 300, seconds: 300, green: { trafficPercent } },
}));

/** So many hours of so many requests a second, of which a part ended 5xx. */
const hours = (perSecond: number, rate: number, count = 336): EndpointTraffic['hours'] =>
  Array.from({ length: count }, (_, at) => ({
    at: at * 3_600_000,
    requests: perSecond * 3600,
    errors: { '5xx': perSecond * 3600 * rate, '4xx': 0 },
  }));
const alarm: WatchedErrors = {
  ...{ errors: '5xx', measure: 'share', limit: 0.01, orAt: false, leastRequests: 1 },
  ...{ needed: 2, of: 2, periodMinutes: 1, sees: 'green' },
};
const chanceOf = (changed: Partial<WatchedErrors>, traffic: EndpointTraffic['hours']) =>
  falseAlarmChance({ ...alarm, ...changed }, phases, { hours: traffic });

describe('The chance of a false alarm', () => {
  it.each([
    [1, 0.48],
    [5, 0.48],
    [20, 0.1],
  ])('of the README’s alarm at %i requests a second is %f', (perSecond, chance) => {
    expect(chanceOf({}, hours(perSecond, 0.005))).toBeCloseTo(chance, 2);
  });

  it('is that of an hour drawn by chance: quiet and busy ones count as often as they are', () => {
    const [quiet, busy] = [hours(1, 0.005, 168), hours(100, 0.005, 168)];
    const both = (chanceOf({}, hours(1, 0.005)) + chanceOf({}, hours(100, 0.005))) / 2;
    expect(chanceOf({}, [...quiet, ...busy])).toBeCloseTo(both, 3);
  });

  it('is none without requests, or of errors that there are none of', () => {
    expect(chanceOf({}, [])).toBe(0);
    expect(chanceOf({ errors: '4xx' }, hours(1, 0.005))).toBe(0);
  });

  it('is less where few requests prove nothing', () => {
    const few = chanceOf({ leastRequests: 50 }, hours(1, 0.005));
    expect(few).toBeLessThan(chanceOf({}, hours(1, 0.005)) * 0.8);
    expect(few).toBeGreaterThan(0);
  });

  it('of a count grows with the traffic, and of both fleets’ with the old fleet’s', () => {
    const count = { measure: 'count', limit: 5 } as const;
    const [slow, fast] = [chanceOf(count, hours(1, 0.005)), chanceOf(count, hours(20, 0.005))];
    expect(slow).toBeLessThan(0.001);
    expect(fast).toBeGreaterThan(0.5);
    expect(chanceOf({ ...count, sees: 'both' }, hours(10, 0.005))).toBeGreaterThan(
      chanceOf(count, hours(10, 0.005)),
    );
  });

  it('of longer periods is that of fewer of them', () => {
    // At five requests a second a period of five minutes has 300 times the share, and its rate is closer to 0.5 %.
    const long = { periodMinutes: 5, needed: 1, of: 1 };
    expect(chanceOf(long, hours(20, 0.005))).toBeLessThan(0.05);
    expect(chanceOf({ ...long, periodMinutes: 1 }, hours(20, 0.005))).toBeGreaterThan(0.5);
  });

  it('is seen at the limit itself where the alarm says so', () => {
    const one = { measure: 'count', limit: 1 } as const;
    expect(chanceOf({ ...one, orAt: true }, hours(1, 0.005))).toBeGreaterThan(
      chanceOf(one, hours(1, 0.005)) * 2,
    );
  });
});

describe('What would do instead', () => {
  it('is the next usual limit, or the fewest periods that fit into the shortest bake; each is sound', () => {
    const traffic = { hours: hours(5, 0.005) };
    const { limit = 0, periods } = soundInstead(alarm, phases, traffic);
    expect(limit).toBeGreaterThan(0.01);
    expect(falseAlarmChance({ ...alarm, limit }, phases, traffic)).toBeLessThanOrEqual(mostTakenBack);
    // Four minutes fit into a bake of five.
    expect(periods === undefined || periods <= 4).toBe(true);
  });

  it('is a longer time where the bakes have room for it', () => {
    const long = phases.map((phase, index) => ({ ...phase, startSeconds: index * 1200, seconds: 1200 }));
    const { periods = 0 } = soundInstead(alarm, long, { hours: hours(1, 0.005) });
    expect(periods).toBeGreaterThan(2);
    const other = { ...alarm, needed: periods, of: periods };
    expect(falseAlarmChance(other, long, { hours: hours(1, 0.005) })).toBeLessThanOrEqual(mostTakenBack);
  });
});

it('Levels of traffic are at most twelve, and all hours among them', () => {
  const many = Array.from({ length: 100 }, (_, n) => hours(n + 1, 0, 1)[0]).filter(
    (one) => one !== undefined,
  );
  const levels = trafficLevels({ hours: many });
  expect(levels).toHaveLength(12);
  expect(levels.reduce((sum, { part }) => sum + part, 0)).toBeCloseTo(1, 9);
  expect(levels.map(({ requestsPerSecond }) => requestsPerSecond)).toEqual(
    levels.map(({ requestsPerSecond }) => requestsPerSecond).toSorted((a, b) => a - b),
  );
  expect(trafficLevels({ hours: [] })).toEqual([]);
});

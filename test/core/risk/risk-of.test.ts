import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../../core/plan/timeline/timeline-of.ts';
import { greenMinutes } from '../../../core/risk/green-minutes.ts';
import { type RiskQuestion, risksOf } from '../../../core/risk/risk-of.ts';
import type { WatchedErrors } from '../../../core/risk/watched-errors.ts';
import { seededRandom } from '../../../local/random.ts';
import { canary, count, linear, percent } from '../strategies/policies.ts';

const five = [{ name: 'AllTraffic', instanceCount: 5 }];
const timeline = timelineOf({ action: 'update', policy: linear(percent(20)), variants: five });
const alarm: WatchedErrors = {
  ...{ errors: '5xx', measure: 'share', limit: 0.01, orAt: false, leastRequests: 1 },
  ...{ needed: 2, of: 2, periodMinutes: 1, sees: 'green' },
};
const judge = { tolerance: 2, falseAlarms: 0.01, floor: 0.001, computedBy: 'greenlight' } as const;
const asked = (more: Partial<RiskQuestion> = {}): RiskQuestion => ({
  ...{ timeline, requestsPerSecond: 1, healthyRate: 0.005, alarms: [], judges: [] },
  chance: seededRandom(1).next,
  ...more,
});
const riskOf = (rate: number, more: Partial<RiskQuestion> = {}) => risksOf(asked(more), [rate])[0];

describe('The minutes of a shift', () => {
  it('have green’s share, from its first request to the end of the last bake', () => {
    const shares = greenMinutes(timeline).map(({ share }) => share);
    expect(shares.slice(0, 6)).toEqual([0.2, 0.2, 0.2, 0.2, 0.2, 0.4]);
    expect(shares.at(-1)).toBe(1);
  });

  it('are looked at when a bake begins, and a minute before it ends, as far as they are known by then', () => {
    const minutes = greenMinutes(timelineOf({ action: 'update', policy: canary(count(1)), variants: five }));
    const looked = minutes.flatMap(({ isLookedAt }, index) => (isLookedAt ? [index] : []));
    // The canary's bake of five minutes: at its fourth minute two minutes are known. Then at the beginning of the next.
    expect(looked.slice(0, 2)).toEqual([2, 3]);
  });
});

describe('The looks of a judge', () => {
  // As AWS's documents may be read, a bake of twenty minutes follows with all traffic on green before the final one of five.
  const phases = timelineOf({
    ...{ action: 'update', policy: canary(count(1), { bake: 1200, finalBake: 300 }), variants: five },
    readings: { lastShiftBake: 'wait-interval-too' },
  }).phases;

  it('end in the first bake in which all traffic is on green, early enough for the shortest that it may be', () => {
    const looked = greenMinutes({ phases }).flatMap(({ isLookedAt }, index) => (isLookedAt ? [index] : []));
    // The canary's bake ends after minute 20; the next may last no longer than the final one, five minutes.
    expect(looked).toEqual([17, 18, 22]);
  });

  it('are none before the end of a bake of less than two minutes', () => {
    const short = phases.map((phase, index) => ({ ...phase, startSeconds: index * 90, seconds: 90 }));
    expect(greenMinutes({ phases: short }).filter(({ isLookedAt }) => isLookedAt)).toEqual([]);
  });
});

describe('The risk of a manifest', () => {
  it('is the whole shift where nothing watches', () => {
    const risk = riskOf(1);
    expect(risk).toMatchObject({ takenBack: 0, minutes: undefined });
    expect(risk?.harmed.median).toBeCloseTo((risk?.exposed.median ?? 0) * 0.995, 6);
  });

  it('of a model that always fails ends two minutes after the alarm’s two', () => {
    const risk = riskOf(1, { alarms: [alarm] });
    expect(risk).toMatchObject({ minutes: 2, exposed: { median: 48, worst: 48 } });
    expect(risk?.takenBack).toBeCloseTo(1, 6);
    expect(risk?.inTime).toBeCloseTo(1, 6);
  });

  it('shows how often a sound model is taken back: by a fixed limit often, by a judge hardly ever', () => {
    expect(riskOf(0.005, { alarms: [alarm] })?.takenBack).toBeGreaterThan(0.4);
    expect(riskOf(0.005, { judges: [judge] })?.takenBack).toBeLessThan(0.03);
  });

  it('is less with both than with either', () => {
    const both = riskOf(0.05, { alarms: [alarm], judges: [judge] });
    expect(both?.exposed.median).toBeLessThanOrEqual(riskOf(0.05, { alarms: [alarm] })?.exposed.median ?? 0);
  });

  it('of a comparison that CloudWatch computes is that of a look every minute', () => {
    const [own, cloudWatch] = (['greenlight', 'cloudwatch'] as const).map((computedBy) =>
      riskOf(1, { requestsPerSecond: 20, judges: [{ ...judge, computedBy }] }),
    );
    // Three minutes must agree; Greenlight looks a minute before the bake of five ends, when it knows three.
    expect(own?.minutes).toBe(4);
    // Another minute for the part that the largest of four evidences costs, and one since two must be above.
    expect(cloudWatch?.minutes).toBe(5);
    expect(cloudWatch?.takenBack).toBe(1);
  });

  it('is the same each time', () => {
    expect(riskOf(0.05, { judges: [judge] })).toEqual(riskOf(0.05, { judges: [judge] }));
  });
});

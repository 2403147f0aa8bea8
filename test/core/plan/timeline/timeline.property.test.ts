import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../../../core/plan/timeline/timeline-of.ts';
import { type StrategyPolicy, withoutPolicy } from '../../../../core/strategies/strategies.ts';
import { allAtOnce, canary, count, linear, percent, rolling } from '../../strategies/policies.ts';

const size = fc.oneof(
  fc.integer({ min: 1, max: 100 }).map(percent),
  fc.integer({ min: 1, max: 30 }).map(count),
);
const seconds = fc.integer({ min: 0, max: 3600 });
const policy: fc.Arbitrary<StrategyPolicy> = fc
  .record({ size, bake: seconds, finalBake: seconds, timeout: fc.integer({ min: 600, max: 28_800 }) })
  .chain(({ size, ...waits }) =>
    fc.constantFrom<StrategyPolicy>(
      allAtOnce(waits),
      canary(size, waits),
      linear(size, waits),
      rolling(size, waits),
      withoutPolicy,
    ),
  );
const variant = fc.record({
  instanceCount: fc.integer({ min: 1, max: 30 }),
  liveInstanceCount: fc.integer({ min: 1, max: 30 }),
  weight: fc.integer({ min: 0, max: 5 }),
});
const input = fc.record({
  action: fc.constant('update' as const),
  policy,
  variants: fc
    .array(variant, { minLength: 1, maxLength: 3 })
    .map((variants) => variants.map((one, index) => ({ name: `v${index}`, ...one }))),
  timings: fc.record({
    provisioningSeconds: seconds,
    activationSeconds: seconds,
    terminationSeconds: seconds,
  }),
});

describe('Any update', () => {
  it('has phases without a gap, and is over when the last one is', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { phases, totalSeconds, leastSeconds, worstSeconds } = timelineOf(given);
        let at = 0;
        for (const { startSeconds, seconds } of phases) {
          expect(startSeconds).toBe(at);
          expect(seconds).toBeGreaterThan(0);
          at += seconds;
        }
        expect(totalSeconds).toBe(at);
        expect(leastSeconds).toBeLessThanOrEqual(totalSeconds);
        expect(worstSeconds).toBeGreaterThanOrEqual(totalSeconds);
      }),
    );
  });

  it('always serves all traffic, and with no fewer instances than the smaller fleet', () => {
    fc.assert(
      fc.property(input, (given) => {
        const smaller = given.variants.reduce(
          (sum, { instanceCount, liveInstanceCount }) => sum + Math.min(instanceCount, liveInstanceCount),
          0,
        );
        for (const { blue, green } of timelineOf(given).phases) {
          expect(blue.trafficPercent + green.trafficPercent).toBeCloseTo(100, 9);
          expect(blue.serving + green.serving).toBeGreaterThanOrEqual(smaller);
          expect(blue.serving).toBeLessThanOrEqual(blue.instances);
          expect(green.serving).toBeLessThanOrEqual(green.instances);
        }
      }),
    );
  });

  it('moves traffic one way only, from all on blue to all on green', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { phases } = timelineOf(given);
        const shares = phases.map(({ green }) => green.trafficPercent);
        expect(shares).toEqual(shares.toSorted((a, b) => a - b));
        if (phases[0]?.kind === 'provision') expect(shares[0]).toBe(0);
        if (phases.at(-1)?.kind === 'terminate') expect(shares.at(-1)).toBe(100);
      }),
    );
  });

  it('holds no more instances than its peak, which no more than both fleets', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { phases, peakInstances } = timelineOf(given);
        const both = given.variants.reduce((sum, one) => sum + one.instanceCount + one.liveInstanceCount, 0);
        for (const { blue, green } of phases) {
          expect(blue.instances + green.instances).toBeLessThanOrEqual(peakInstances);
        }
        expect(peakInstances).toBeLessThanOrEqual(both);
      }),
    );
  });
});

describe('Any canary', () => {
  it('of so many instances is of just so many, however large the fleet; then comes all of it', () => {
    const ofFleet = fc
      .integer({ min: 2, max: 2000 })
      .chain((fleet) => fc.tuple(fc.constant(fleet), fc.integer({ min: 1, max: Math.floor(fleet / 2) })));
    fc.assert(
      fc.property(ofFleet, ([fleet, instances]) => {
        const { phases } = timelineOf({
          action: 'update',
          policy: canary(count(instances)),
          variants: [{ name: 'v0', weight: 1, instanceCount: fleet, liveInstanceCount: fleet }],
          readings: { lastShiftBake: 'termination-wait' },
        });
        const baking = phases.filter(({ kind }) => kind === 'bake' || kind === 'final-bake');
        expect(baking.map(({ green }) => green.serving)).toEqual([instances, fleet]);
        const shown = baking[0]?.green.trafficPercent ?? 0;
        // Shown to a tenth of a percent.
        expect(Math.abs(shown - (100 * instances) / fleet)).toBeLessThan(0.051);
      }),
      { examples: [[[101, 1]], [[250, 1]], [[250, 2]]] },
    );
  });

  it('of a percentage is what it comes to, by each rounding', () => {
    const first = (percentRounding: 'up' | 'nearest' | 'down' | 'cumulative') =>
      timelineOf({
        action: 'update',
        policy: canary(percent(1)),
        variants: [{ name: 'v0', weight: 1, instanceCount: 140, liveInstanceCount: 140 }],
        readings: { percentRounding },
      }).phases.find(({ kind }) => kind === 'bake')?.green;
    // 1 % of 140 is 1.4.
    expect(first('up')?.serving).toBe(2);
    expect(first('nearest')?.serving).toBe(1);
    expect(first('down')?.serving).toBe(1);
    expect(first('cumulative')).toMatchObject({ serving: 2, trafficPercent: 1 });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepCount, totalWaits, waitsOf } from '../../../core/plan/waits.ts';
import type { CapacitySize, DeploymentConfig, TrafficRoutingConfiguration } from '../../../core/sagemaker.ts';
import { aDeployment } from '../../support/builders.ts';

const linear = (Type: CapacitySize['Type'], Value: number): TrafficRoutingConfiguration => ({
  Type: 'LINEAR',
  LinearStepSize: { Type, Value },
  WaitIntervalInSeconds: 300,
});
const canary: TrafficRoutingConfiguration = {
  Type: 'CANARY',
  CanarySize: { Type: 'CAPACITY_PERCENT', Value: 30 },
  WaitIntervalInSeconds: 600,
};

const by = (routing: TrafficRoutingConfiguration) => aDeployment(routing);
const rolling = (MaximumBatchSize: CapacitySize): DeploymentConfig => ({
  RollingUpdatePolicy: {
    MaximumBatchSize,
    WaitIntervalInSeconds: 300,
    MaximumExecutionTimeoutInSeconds: 3600,
  },
});

describe('The number of shifts', () => {
  it.each([
    ['1 all at once', { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 } as const, 5, 1],
    ['2 by canary: the canary, then the rest', canary, 5, 2],
    ['5 for 20 % of 5', linear('CAPACITY_PERCENT', 20), 5, 5],
    ['5 for 30 % of 5, read as one instance at a time', linear('CAPACITY_PERCENT', 30), 5, 5],
    ['2 for 50 % of 4', linear('CAPACITY_PERCENT', 50), 4, 2],
    ['3 for 50 % of 3, read as one instance at a time', linear('CAPACITY_PERCENT', 50), 3, 3],
    ['4 for 33 % of 3, read as shares of the traffic: 33, 66, 99, 100', linear('CAPACITY_PERCENT', 33), 3, 4],
    ['10 for 10 % of 2, read as shares of the traffic', linear('CAPACITY_PERCENT', 10), 2, 10],
    ['3 for 2 of 5 instances', linear('INSTANCE_COUNT', 2), 5, 3],
    ['1 for more instances than there are', linear('INSTANCE_COUNT', 9), 5, 1],
  ])('is %s', (_, routing, instances, shifts) => {
    expect(stepCount(by(routing), [instances])).toBe(shifts);
  });

  it('is that of the variant that takes most, and rolling, that of the batches', () => {
    expect(stepCount(by(linear('INSTANCE_COUNT', 1)), [3, 8, 5])).toBe(8);
    expect(stepCount(rolling({ Type: 'INSTANCE_COUNT', Value: 2 }), [5])).toBe(3);
    expect(stepCount(rolling({ Type: 'CAPACITY_PERCENT', Value: 20 }), [5])).toBe(5);
  });

  it('is never fewer than any reading of a percentage that AWS leaves open would take', () => {
    const percent = fc.integer({ min: 1, max: 100 });
    const fleet = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(percent, fleet, (value, instances) => {
        const shifts = stepCount(by(linear('CAPACITY_PERCENT', value)), [instances]);
        expect(shifts).toBeGreaterThanOrEqual(shiftsByShareOfTraffic(value));
        for (const round of [Math.floor, Math.round, Math.ceil]) {
          expect(shifts).toBeGreaterThanOrEqual(shiftsByInstances(value, instances, round));
          expect(shifts).toBeGreaterThanOrEqual(shiftsByRunningTotal(value, instances, round));
        }
      }),
    );
  });
});

/** Counted by shifting, so as to share no arithmetic with what is tested: percent by percent. */
function shiftsByShareOfTraffic(percent: number): number {
  let shifts = 0;
  for (let on = 0; on < 100; on += percent) shifts += 1;
  return shifts;
}

/** Each step is the rounded number of instances, at least one. */
function shiftsByInstances(percent: number, instances: number, round: (value: number) => number): number {
  const step = Math.max(1, round((instances * percent) / 100));
  let shifts = 0;
  for (let on = 0; on < instances; on += step) shifts += 1;
  return shifts;
}

/** What is rounded is the total after each step. */
function shiftsByRunningTotal(percent: number, instances: number, round: (value: number) => number): number {
  let shifts = 0;
  for (let on = 0; on < instances; shifts += 1) {
    on = Math.min(instances, round((instances * percent * (shifts + 1)) / 100));
  }
  return shifts;
}

describe('All waits of a deployment together', () => {
  it.each([
    // 5 × 300 + 300
    ['linear 20 % of 5, 5 min bakes', aDeployment(linear('CAPACITY_PERCENT', 20)), 5, 1800],
    // The guide's example, 30 %, 600 s and 600 s: 2 × 600 + 600, as if the last shift were waited for as well.
    ['a canary', aDeployment(canary, { TerminationWaitInSeconds: 600 }), 5, 1800],
    // 1 × 0 + 300
    ['all at once', aDeployment(), 5, 300],
    ['nothing to wait for', aDeployment({}, { TerminationWaitInSeconds: 0 }), 1, 0],
    // Five batches, each baked: 5 × 300. Nothing bakes after the last.
    ['rolling 1 of 5', rolling({ Type: 'INSTANCE_COUNT', Value: 1 }), 5, 1500],
  ] satisfies [string, DeploymentConfig, number, number][])('%s', (_, deployment, instances, seconds) => {
    expect(totalWaits(deployment, [instances])).toBe(seconds);
  });
});

describe('How long the state machine waits', () => {
  it('is, before the first look: instances, model start, bakes, old fleet’s end and a margin', () => {
    const config = aDeployment(linear('CAPACITY_PERCENT', 20));
    // 1800 + 900 + 1800 + 600 + 600; then up to the larger of that and 3600, and 1800 + 600 + 600 more.
    expect(waitsOf(config, [5], 900)).toEqual({ plannedSeconds: 5700, remainingSeconds: 3000 });
  });

  it('is, after it, until AWS’s own timeout and a margin', () => {
    const config = aDeployment(linear('CAPACITY_PERCENT', 20), { MaximumExecutionTimeoutInSeconds: 28_800 });
    // 28800 + 3000 − 5700
    expect(waitsOf(config, [5], 900)).toEqual({ plannedSeconds: 5700, remainingSeconds: 26_100 });
  });

  it('has no bakes in a first release', () => {
    // 1800 + 1200 + 600 + 600
    expect(waitsOf(undefined, [5], 1200)).toEqual({ plannedSeconds: 4200, remainingSeconds: 3000 });
  });

  it('always covers the bakes at first, and AWS’s timeout in the end', () => {
    const sizes = fc.record({
      Type: fc.constantFrom('CAPACITY_PERCENT' as const, 'INSTANCE_COUNT' as const),
      Value: fc.integer({ min: 1, max: 100 }),
    });
    const seconds = fc.integer({ min: 0, max: 3600 });
    const maximum = fc.integer({ min: 600, max: 28_800 });
    const instances = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(sizes, seconds, seconds, maximum, instances, (size, bake, finalBake, timeout, fleet) => {
        const config = aDeployment(
          { Type: 'LINEAR', LinearStepSize: size, WaitIntervalInSeconds: bake },
          { TerminationWaitInSeconds: finalBake, MaximumExecutionTimeoutInSeconds: timeout },
        );
        const { plannedSeconds, remainingSeconds } = waitsOf(config, [fleet], 120);
        expect(plannedSeconds).toBeGreaterThan(totalWaits(config, [fleet]) + 120);
        expect(plannedSeconds + remainingSeconds).toBeGreaterThan(timeout);
        expect(remainingSeconds).toBeGreaterThan(0);
      }),
    );
  });
});

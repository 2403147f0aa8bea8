import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultTimeout, planShift, type ShiftToPlan } from '../../../core/plan/planned-shift.ts';
import type { StrategyPolicy } from '../../../core/strategies/strategies.ts';
import { allAtOnce, canary, count, linear, percent, rolling } from '../strategies/policies.ts';

const shift = (policy: StrategyPolicy, instances = 5, over: Partial<ShiftToPlan> = {}): ShiftToPlan => ({
  action: 'update',
  policy,
  alarmNames: [],
  variants: [{ name: 'AllTraffic', instanceCount: instances }],
  fallsBack: false,
  startSeconds: 1200,
  ...over,
});
const unlimited = (policy: StrategyPolicy): StrategyPolicy => ({ ...policy, timeout: undefined });

describe('The deployment config of a planned shift', () => {
  it('has the policy, its timeout and the alarms', () => {
    const { deployment } = planShift(shift(linear(percent(20)), 5, { alarmNames: ['iris-5xx'] }));
    expect(deployment).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'LINEAR',
          LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 20 },
          WaitIntervalInSeconds: 300,
        },
        TerminationWaitInSeconds: 300,
        MaximumExecutionTimeoutInSeconds: 3600,
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'iris-5xx' }] },
    });
  });

  it('leaves AutoRollbackConfiguration out where no alarm rolls back: AWS takes no empty list', () => {
    expect(planShift(shift(allAtOnce())).deployment).not.toHaveProperty('AutoRollbackConfiguration');
  });
});

describe('The timeout that is given to SageMaker where none is written', () => {
  it.each<[string, StrategyPolicy, number, number]>([
    // 1200 + 5 × 300 + 300 + 60 + 1800
    ['the slowest start, all that the timeline has, and half an hour', linear(percent(20)), 5, 4860],
    // 1200 + 0 + 60 + 1800
    ['nearly an hour where nothing waits', allAtOnce({ finalBake: 0 }), 5, 3060],
    // A start and an end for each batch: 12 × (1200 + 120 + 60) + 1800.
    ['every batch of a rolling update', rolling(count(1), { bake: 120 }), 12, 18_360],
    // 1200 + 7 × 3600 + 60 + 1800 = 28,260; of eight bakes it would be 31,860.
    ['just under AWS’s eight hours', linear(count(1), { bake: 3600, finalBake: 0 }), 7, 28_260],
    ['AWS’s eight hours at most', linear(count(1), { bake: 3600, finalBake: 0 }), 8, 28_800],
  ])('is %s', (_, policy, instances, seconds) => {
    expect(defaultTimeout(shift(unlimited(policy), instances))).toBe(seconds);
    const { deployment } = planShift(shift(unlimited(policy), instances));
    const update = deployment.BlueGreenUpdatePolicy ?? deployment.RollingUpdatePolicy;
    expect(update?.MaximumExecutionTimeoutInSeconds).toBe(seconds);
  });

  it('counts a start as what is typical, even where less is allowed', () => {
    // 240 + 60 + 1800
    expect(defaultTimeout(shift(unlimited(allAtOnce({ finalBake: 0 })), 5, { startSeconds: 120 }))).toBe(
      2100,
    );
  });
});

describe('How long the state machine waits', () => {
  it('is, before the first look: what the timeline takes, a slow start and a margin', () => {
    // 240 + 5 × 300 + 300 + 60 + 900 + 2700; then up to the larger of that and 3600 + 60, and 3000 more.
    expect(planShift(shift(linear(percent(20)), 5, { startSeconds: 900 })).wait).toEqual({
      plannedSeconds: 5700,
      remainingSeconds: 3000,
    });
  });

  it('is, after it, until AWS’s own timeout, its rollback and a margin', () => {
    const policy = linear(percent(20), { timeout: 28_800 });
    // 28,800 + 60 + 3000 − 5700
    expect(planShift(shift(policy, 5, { startSeconds: 900 })).wait).toEqual({
      plannedSeconds: 5700,
      remainingSeconds: 26_160,
    });
  });

  it('counts instances for every batch of a rolling update, on the way there and back', () => {
    const policy = rolling(count(1), { bake: 120, timeout: 18_360 }, count(1));
    // 12 × (240 + 120 + 60) + 1200 + 2700
    const plannedSeconds = 8940;
    // 60 + 11 × (1200 + 60) to come back.
    const remainingSeconds = 18_360 + 13_920 + 3000 - plannedSeconds;
    expect(planShift(shift(policy, 12)).wait).toEqual({ plannedSeconds, remainingSeconds });
  });

  it('has no bakes in a first release', () => {
    // 240 + 1200 + 2700
    expect(planShift(shift(linear(percent(20)), 5, { action: 'create' })).wait).toEqual({
      plannedSeconds: 4140,
      remainingSeconds: 3000,
    });
  });

  it('always covers the plan at first, and AWS’s timeout in the end', () => {
    const size = fc.oneof(
      fc.integer({ min: 1, max: 100 }).map(percent),
      fc.integer({ min: 1, max: 30 }).map(count),
    );
    const seconds = fc.integer({ min: 0, max: 3600 });
    const waits = fc.record({
      bake: seconds,
      finalBake: seconds,
      timeout: fc.integer({ min: 600, max: 28_800 }),
    });
    const policy = fc
      .tuple(size, waits)
      .chain(([step, wait]) =>
        fc.constantFrom(allAtOnce(wait), canary(step, wait), linear(step, wait), rolling(step, wait)),
      );
    fc.assert(
      fc.property(policy, fc.integer({ min: 1, max: 200 }), seconds, (given, fleet, startSeconds) => {
        const { timeline, wait } = planShift(shift(given, fleet, { startSeconds }));
        expect(wait.plannedSeconds).toBeGreaterThan(timeline.totalSeconds + startSeconds);
        expect(wait.plannedSeconds + wait.remainingSeconds).toBeGreaterThan(given.timeout ?? 0);
        expect(wait.plannedSeconds + wait.remainingSeconds).toBeGreaterThan(timeline.worstSeconds);
        expect(wait.remainingSeconds).toBeGreaterThan(0);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Assumptions, defaultAssumptions } from '../../../local/sagemaker/assumptions.ts';
import { guarded, localSageMaker, policyOf } from './support.ts';

const seconds = (max: number) => fc.integer({ min: 0, max });

const routing = fc.oneof(
  fc.record({ Type: fc.constant('ALL_AT_ONCE' as const), WaitIntervalInSeconds: seconds(3600) }),
  fc.record({
    Type: fc.constant('CANARY' as const),
    CanarySize: fc.record({
      Type: fc.constant('CAPACITY_PERCENT' as const),
      Value: fc.integer({ min: 1, max: 50 }),
    }),
    WaitIntervalInSeconds: seconds(3600),
  }),
  fc.record({
    Type: fc.constant('LINEAR' as const),
    LinearStepSize: fc.record({
      Type: fc.constant('CAPACITY_PERCENT' as const),
      Value: fc.integer({ min: 10, max: 50 }),
    }),
    WaitIntervalInSeconds: seconds(3600),
  }),
);

const config = fc
  .record({
    TrafficRoutingConfiguration: routing,
    TerminationWaitInSeconds: seconds(3600),
    MaximumExecutionTimeoutInSeconds: fc.option(fc.integer({ min: 600, max: 28_800 }), { nil: undefined }),
  })
  .map(guarded);

const assumptions: fc.Arbitrary<Partial<Assumptions>> = fc.record({
  percentRounding: fc.constantFrom('up', 'nearest'),
  lastShiftBake: fc.constantFrom('termination-wait', 'wait-interval-too'),
  alarmInAlarmAtStart: fc.constantFrom('trips-at-first-bake', 'needs-transition'),
  rollbackStatus: fc.constantFrom('Updating', 'RollingBack'),
  executionTimeout: fc.constantFrom('rolls-back', 'completes'),
  trafficShare: fc.constantFrom('green-fleet-share', 'active-instances'),
});

const story = fc.record({
  config,
  assumptions,
  blue: fc.integer({ min: 1, max: 12 }),
  green: fc.integer({ min: 1, max: 12 }),
  alarmAtSeconds: fc.option(seconds(20_000), { nil: undefined }),
  greenFails: fc.boolean(),
});

describe('any blue/green update, whatever its policy, fleets and alarm', () => {
  it('serves at every instant, with shares that add up to 1, and ends InService on the old or the new config', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const world = localSageMaker({ assumptions: told.assumptions });
        await world.serving(told.blue, told.green);
        if (told.greenFails) world.containers.failures.set('green-image', 'PingError');
        await world.update(told.config);
        const alarmAt = (told.alarmAtSeconds ?? 0) * 1000;
        await world.clock.advance(alarmAt);
        if (told.alarmAtSeconds !== undefined) world.alarms.set('alarm', 'ALARM');
        // The longest: provisioning, 12 linear steps of an hour, both last bakes, termination.
        await world.clock.advance(16 * 3_600_000);

        const least = Math.min(told.blue, told.green);
        for (const { fleets } of world.snapshots) {
          expect(fleets.reduce((sum, fleet) => sum + fleet.share, 0)).toBeCloseTo(1, 9);
          expect(fleets.reduce((sum, fleet) => sum + fleet.active, 0)).toBeGreaterThanOrEqual(least);
          for (const fleet of fleets) expect(fleet.active > 0 || fleet.share === 0).toBe(true);
        }
        const staged = policyOf(told.config).TrafficRoutingConfiguration?.Type;
        for (const { fleets } of world.snapshots) {
          const [blue, green] = fleets;
          // All at once and canary: blue stays wholly on until green is.
          if (staged !== 'LINEAR' && green !== undefined) {
            expect(blue?.active === told.blue || green.active === told.green).toBe(true);
          }
        }

        const end = await world.describe();
        const name = end.EndpointConfigName ?? '';
        expect(end.EndpointStatus).toBe('InService');
        expect(['blue', 'green']).toContain(name);
        expect(end.PendingDeploymentSummary).toBeUndefined();
        expect(world.containers.running(`${name}-image`)).toBe(told[name as 'blue' | 'green']);
        expect(world.containers.running(name === 'blue' ? 'green-image' : 'blue-image')).toBe(0);
        if (told.greenFails) expect(name).toBe('blue');
        expect(world.alarms.listeners).toBe(0);
      }),
      { numRuns: 150, seed: 20260105 },
    );
  });

  it('lands on green without an alarm, a time limit or a failing fleet', async () => {
    const calm = config.map((any) => ({
      ...any,
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: policyOf(any).TrafficRoutingConfiguration,
        TerminationWaitInSeconds: policyOf(any).TerminationWaitInSeconds,
      },
    }));
    await fc.assert(
      fc.asyncProperty(calm, fc.integer({ min: 1, max: 12 }), async (policy, count) => {
        const world = localSageMaker({ assumptions: defaultAssumptions });
        await world.serving(count);
        await world.update(policy);
        await world.clock.advance(16 * 3_600_000);
        expect((await world.describe()).EndpointConfigName).toBe('green');
      }),
      { numRuns: 50, seed: 20260105 },
    );
  });
});

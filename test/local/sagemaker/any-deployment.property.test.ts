import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Assumptions,
  defaultAssumptions,
  defaultTimings,
} from '../../../local/sagemaker/assumptions.ts';
import {
  capacityIn,
  type Deployment,
  type DeploymentEvent,
  firstStage,
  hasEnded,
  nextStage,
  phaseOf,
  type Stage,
} from '../../../local/sagemaker/deployment.ts';
import { deploymentPlan } from '../../../local/sagemaker/deployment-plan.ts';
import { rollingPlan } from '../../../local/sagemaker/rolling-plan.ts';
import { localSageMaker } from './support.ts';

const seconds = (max: number) => fc.integer({ min: 0, max });
const percent = (min: number, max: number) =>
  fc.record({ Type: fc.constant('CAPACITY_PERCENT' as const), Value: fc.integer({ min, max }) });

const blueGreen: fc.Arbitrary<DeploymentConfig> = fc
  .record({
    TrafficRoutingConfiguration: fc.oneof(
      fc.record({ Type: fc.constant('ALL_AT_ONCE' as const), WaitIntervalInSeconds: seconds(3600) }),
      fc.record({
        Type: fc.constant('CANARY' as const),
        CanarySize: percent(1, 50),
        WaitIntervalInSeconds: seconds(3600),
      }),
      fc.record({
        Type: fc.constant('LINEAR' as const),
        LinearStepSize: percent(10, 50),
        WaitIntervalInSeconds: seconds(3600),
      }),
    ),
    TerminationWaitInSeconds: seconds(3600),
  })
  .map((BlueGreenUpdatePolicy) => ({ BlueGreenUpdatePolicy }));

const rolling: fc.Arbitrary<DeploymentConfig> = fc
  .record(
    {
      MaximumBatchSize: percent(5, 50),
      WaitIntervalInSeconds: seconds(3600),
      RollbackMaximumBatchSize: percent(1, 100),
      MaximumExecutionTimeoutInSeconds: fc.integer({ min: 600, max: 28_800 }),
    },
    { requiredKeys: ['MaximumBatchSize', 'WaitIntervalInSeconds'] },
  )
  .map((RollingUpdatePolicy) => ({ RollingUpdatePolicy }));

const count = fc.integer({ min: 1, max: 20 });
const sizes = fc.record({ blue: count, green: count });

const assumptions: fc.Arbitrary<Assumptions> = fc
  .record({
    percentRounding: fc.constantFrom('up', 'nearest'),
    lastShiftBake: fc.constantFrom('termination-wait', 'wait-interval-too'),
    alarmInAlarmAtStart: fc.constantFrom('trips-at-first-bake', 'needs-transition'),
    executionTimeout: fc.constantFrom('rolls-back', 'completes'),
    trafficShare: fc.constantFrom('green-fleet-share', 'active-instances'),
    turnedOffBlue: fc.constantFrom('left-out', 'counted'),
  } as const)
  .map((some) => ({ ...defaultAssumptions, ...some }));

/** Any deployment, as the engine sees it. */
const deployment: fc.Arbitrary<Deployment> = fc
  .oneof(
    fc.tuple(blueGreen, fc.array(sizes, { minLength: 1, maxLength: 3 })),
    fc.tuple(rolling, fc.array(sizes, { minLength: 1, maxLength: 1 })),
  )
  .chain(([config, variants]) => assumptions.map((assumed) => ({ config, variants, assumed })))
  .map(({ config, variants, assumed }) => {
    const [only = { blue: 1, green: 1 }] = variants;
    const policy = config.RollingUpdatePolicy;
    return {
      startedAt: 0,
      sizes: variants,
      plan:
        policy === undefined
          ? deploymentPlan(config.BlueGreenUpdatePolicy, variants, defaultTimings, assumed)
          : rollingPlan(policy, only, defaultTimings, assumed),
      rolling: policy,
      alarmNames: ['alarm'],
      timeLimitSeconds: 600,
      fallback: undefined,
      timings: defaultTimings,
      assumptions: assumed,
    };
  });

/** What may happen next: mostly what the stage waits for, sometimes trouble. */
const happening = fc.oneof(
  { weight: 12, arbitrary: fc.constant('goes on' as const) },
  { weight: 1, arbitrary: fc.constantFrom('alarm' as const, 'fails' as const, 'time limit' as const) },
);

const eventOf = (
  happens: 'goes on' | 'alarm' | 'fails' | 'time limit',
  provisioning: boolean,
): DeploymentEvent => {
  switch (happens) {
    case 'goes on':
      return { kind: provisioning ? 'fleet-ready' : 'due' };
    case 'alarm':
      return { kind: 'alarm', alarmName: 'alarm', state: 'ALARM', seen: 'changing' };
    case 'fails':
      return { kind: 'fleet-failed', reason: 'no capacity' };
    case 'time limit':
      return { kind: 'time-limit' };
  }
};

describe('any deployment, whatever happens in whatever order', () => {
  it('keeps its promise in every stage, and ends', () => {
    fc.assert(
      fc.property(deployment, fc.array(happening, { maxLength: 200 }), (any, happenings) => {
        let stage: Stage = firstStage(any);
        const ends = ['deployed', 'rolled-back', ...(any.rolling ? ['rollback-failed'] : [])];
        // At most 20 batches of four stages forwards, and as many backwards; each trouble may cost a turn.
        for (let turn = 0; turn < 400 && !hasEnded(stage); turn += 1) {
          for (const [variant, { blueUp, blueOn, greenUp, greenOn }] of capacityIn(any, stage).entries()) {
            const { blue = 0, green = 0 } = any.sizes[variant] ?? {};
            expect(blueOn + greenOn).toBeGreaterThanOrEqual(Math.min(blue, green));
            expect([blueOn <= blueUp, blueUp <= blue, greenOn <= greenUp, greenUp <= green]).toEqual([
              true,
              true,
              true,
              true,
            ]);
          }
          const provisioning = phaseOf(any, stage).kind === 'provisioning';
          stage = nextStage(any, stage, eventOf(happenings[turn] ?? 'goes on', provisioning), turn);
        }
        expect(ends).toContain(stage.kind);
        // What comes later changes nothing any more.
        for (const happens of ['goes on', 'alarm', 'fails', 'time limit'] as const) {
          expect(nextStage(any, stage, eventOf(happens, true), 1e9)).toBe(stage);
        }
      }),
      { numRuns: 2000, seed: 20260105 },
    );
  });
});

const variants = fc.array(
  fc.record({ ...{ blue: count, green: count }, weight: fc.integer({ min: 0, max: 3 }) }),
  { minLength: 1, maxLength: 3 },
);

const alarmHistory = fc.array(
  fc.record({
    after: seconds(4000),
    state: fc.constantFrom('ALARM' as const, 'OK' as const, 'INSUFFICIENT_DATA' as const),
  }),
  { maxLength: 5 },
);

const story = fc.record({
  config: fc.oneof(blueGreen, rolling),
  variants,
  alarmHistory,
  assumed: assumptions,
  greenLeft: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
  blueLeft: fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined }),
});

describe('any update of any endpoint, whatever its alarm does and however little capacity there is', () => {
  it('serves at every instant, with shares that add up to 1, and ends in a documented status', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const world = localSageMaker({ assumptions: told.assumed });
        const names = ['A', 'B', 'C'];
        const made = (colour: 'blue' | 'green') =>
          told.variants.map((variant, at) => ({
            VariantName: names[at],
            InitialInstanceCount: variant[colour],
            InitialVariantWeight: variant.weight,
          }));
        await world.servingVariants(made('blue'), made('green'));
        const limited = { endpoint: 'iris' };
        if (told.greenLeft !== undefined) {
          const capacity = { availableInstances: told.greenLeft };
          world.sagemaker.injectFault({ ...limited, config: 'green', capacity });
        }
        if (told.blueLeft !== undefined) {
          const capacity = { availableInstances: told.blueLeft };
          world.sagemaker.injectFault({ ...limited, config: 'blue', capacity });
        }
        await world.update({
          ...told.config,
          AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'alarm' }] },
        });
        for (const { after, state } of told.alarmHistory) {
          await world.clock.advance(after * 1000);
          world.alarms.set('alarm', state);
        }
        // The longest: 20 batches or steps with an hour's bake each, and as many batches back.
        await world.clock.advance(48 * 3_600_000);

        for (const { fleets } of world.snapshots) {
          expect(fleets.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
          for (const { active, share } of fleets) expect(active > 0 || share === 0).toBe(true);
          for (const [at, { blue, green }] of told.variants.entries()) {
            const serving = fleets.filter(({ variantName }) => variantName === names[at]);
            const active = serving.reduce((sum, fleet) => sum + fleet.active, 0);
            expect(active).toBeGreaterThanOrEqual(Math.min(blue, green));
          }
        }

        const { EndpointStatus, EndpointConfigName, PendingDeploymentSummary } = await world.describe();
        const running = ['blue', 'green'].map((name) => world.containers.running(`${name}-image`));
        const whole = (colour: 'blue' | 'green') =>
          told.variants.reduce((sum, variant) => sum + variant[colour], 0);
        expect(PendingDeploymentSummary).toBeUndefined();
        expect(world.alarms.listeners).toBe(0);
        switch (EndpointStatus) {
          case 'InService':
            expect(running).toEqual(
              EndpointConfigName === 'green' ? [0, whole('green')] : [whole('blue'), 0],
            );
            break;
          case 'UpdateRollbackFailed':
            // Only a rolling update of one variant can, and only for want of old capacity.
            expect([told.config.RollingUpdatePolicy !== undefined, told.variants.length]).toEqual([true, 1]);
            expect(told.blueLeft).toBeDefined();
            expect(EndpointConfigName).toBe('blue');
            expect(Math.min(...running)).toBeGreaterThan(0);
            break;
          default:
            expect.unreachable(`ended ${EndpointStatus}`);
        }
      }),
      { numRuns: 120, seed: 20260105 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { compose } from '../../../core/plan/compose.ts';
import { allowedCount } from '../../../core/plan/compose-variants.ts';
import { givenStrategy } from '../../../core/plan/given-strategy.ts';
import { withoutInstances } from '../../../core/plan/no-instances.ts';
import { resolve } from '../../../core/plan/resolve.ts';
import type { LiveEndpoint, ProductionVariant } from '../../../core/sagemaker.ts';
import { sentence } from '../../../core/values/problem.ts';
import {
  aKeptConfig,
  aLiveEndpoint,
  aManifest,
  aPlan,
  aRollout,
  aWrittenManifest,
  findings,
  instant,
} from '../../support/builders.ts';

const [variant] = aLiveEndpoint().config.ProductionVariants as readonly [ProductionVariant];
const atZero = (over: Partial<LiveEndpoint> = {}) =>
  aLiveEndpoint({
    config: {
      ProductionVariants: [variant],
      AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://answers' } },
    },
    desiredInstanceCounts: { AllTraffic: 0 },
    ...over,
  });
const asked = (rollout: Record<string, unknown>, live = atZero()) =>
  findings({ live, manifest: { kind: 'content', value: aWrittenManifest({ fleet: undefined, rollout }) } });

const untried =
  'fleet.instanceCount: expected an instance of variant AllTraffic that starts the new model, got 0, as autoscaling has ' +
  'set: the model is started when it brings instances again. Scale out first if the release is to try it.';

describe('A release where autoscaling has left no instance', () => {
  it('gets a config with the fewest that AWS allows, and plans with none', () => {
    const { endpointConfig, variants } = compose(
      aRollout(),
      'local',
      aManifest({ fleet: undefined }),
      atZero(),
    );
    expect(endpointConfig.ProductionVariants).toMatchObject([{ InitialInstanceCount: 1 }]);
    expect(variants).toMatchObject([{ instanceCount: 0, liveInstanceCount: 0 }]);
  });

  it.each([
    ['canary', { strategy: 'canary', step: '1 instance', bake: '10m', finalBake: '5m' }, 300],
    ['linear', { strategy: 'linear', step: '20%', bake: '10m', finalBake: '5m' }, 300],
    ['rolling', { strategy: 'rolling', step: '20%', bake: '10m' }, 600],
  ])('goes all at once instead of %s, and says so', (strategy, rollout, finalBake) => {
    const plan = aPlan(asked(rollout));
    expect(plan.deployment).toMatchObject({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
        TerminationWaitInSeconds: finalBake,
      },
    });
    expect(plan.warnings.map(sentence)).toEqual([
      `rollout.strategy: expected instances that can be shifted in parts, got ${strategy}, and no instance: everything is shifted at once.`,
      untried,
    ]);
    expect(plan.variants).toEqual([{ name: 'AllTraffic', instanceType: 'ml.m5.large', instanceCount: 0 }]);
  });

  it('has a timeline of numbers: no instance, no peak, no cost, and time all the same', () => {
    const { timeline, wait } = aPlan(asked({ strategy: 'all-at-once', finalBake: '5m' }));
    expect(timeline).toMatchObject({ peakInstances: 0, extraInstanceHours: 0 });
    for (const { blue, green } of timeline.phases)
      expect([blue, green].map(({ serving, instances }) => [serving, instances])).toEqual([
        [0, 0],
        [0, 0],
      ]);
    const numbers = [
      timeline.totalSeconds,
      timeline.leastSeconds,
      timeline.worstSeconds,
      wait.plannedSeconds,
      wait.remainingSeconds,
    ];
    for (const number of numbers) expect(number).toBeGreaterThan(0);
    expect(JSON.stringify({ timeline, wait })).not.toMatch(/null|NaN/);
  });

  it('is approved as the same, however many instances there are by then: counts are autoscaling’s', () => {
    const digestAt = (count: number, strategy: string) => {
      const rollout = { strategy, step: '1 instance', bake: '10m', finalBake: '5m' };
      const live = atZero({ desiredInstanceCounts: { AllTraffic: count } });
      const resolution = resolve(aRollout(), asked(rollout, live));
      return resolution.kind === 'prepared' ? resolution.settlement.digest : resolution;
    };
    expect(digestAt(0, 'linear')).toBe(digestAt(4, 'linear'));
    expect(digestAt(0, 'linear')).not.toBe(digestAt(0, 'canary'));
  });

  it('is refused if only some of several variants have none: they cannot shift in parts with the others', () => {
    const two = atZero({
      config: { ProductionVariants: [variant, { ...variant, VariantName: 'B' }] },
      desiredInstanceCounts: { AllTraffic: 4, B: 0 },
    });
    const resolution = resolve(
      aRollout(),
      asked({ strategy: 'canary', step: '1 instance', bake: '5m', finalBake: '5m' }, two),
    );
    expect(
      resolution.kind === 'refused' && resolution.problems.map(({ field, got }) => [field, got]),
    ).toEqual([['rollout.strategy', expect.stringMatching(/^0 instances? of variant B$/)]]);
  });

  it('can be gone back from, with none as well', () => {
    const start = { kind: 'rollback' as const, at: instant, by: 'ana', config: aKeptConfig().name };
    const resolution = resolve(aRollout({ start }), {
      ...asked({ strategy: 'all-at-once' }),
      target: aKeptConfig(),
    });
    expect(resolution).toMatchObject({ kind: 'prepared', plan: { variants: [{ instanceCount: 0 }] } });
  });

  it('leaves other releases as they are', () => {
    const policy = {
      strategy: 'rolling' as const,
      step: { Type: 'INSTANCE_COUNT' as const, Value: 1 },
      bake: 60,
    };
    const { fields } = givenStrategy(policy, { stage: 'local', live: undefined });
    const some = [{ name: 'a', instanceCount: 2, serverless: false }];
    const serverless = [{ name: 'a', instanceCount: 0, serverless: true }];
    for (const variants of [some, serverless])
      expect(withoutInstances({ policy, fields }, variants)).toEqual({ policy, problems: [], warnings: [] });
  });
});

describe('The count that a new config may have', () => {
  const scaled = (MinInstanceCount: number, MaxInstanceCount: number, Status = 'ENABLED') => ({
    ...variant,
    ManagedInstanceScaling: { Status, MinInstanceCount, MaxInstanceCount },
  });

  it.each([
    ['what runs', variant, 7, 7],
    ['1 where nothing runs', variant, 0, 1],
    ['the fewest of managed scaling', scaled(3, 9), 2, 3],
    ['1 where managed scaling may come to 0', scaled(0, 9), 0, 1],
    ['the most of managed scaling', scaled(1, 4), 6, 4],
    ['what runs where managed scaling is off', scaled(3, 4, 'DISABLED'), 6, 6],
    [
      'what runs where managed scaling names no bounds',
      { ...variant, ManagedInstanceScaling: { Status: 'ENABLED' } },
      6,
      6,
    ],
  ])('is %s', (_, of, running, count) => {
    expect(allowedCount(of, running)).toBe(count);
  });
});

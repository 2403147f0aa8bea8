import { describe, expect, it } from 'vitest';
import { kindProblems } from '../../../../core/plan/checks/endpoint-kind.ts';
import { resolve } from '../../../../core/plan/resolve.ts';
import type {
  EndpointConfigDefinition,
  LiveEndpoint,
  ProductionVariant,
} from '../../../../core/sagemaker.ts';
import { sentence } from '../../../../core/values/problem.ts';
import {
  aLiveEndpoint,
  aLiveModel,
  aPlan,
  aRollout,
  aWrittenManifest,
  findings,
} from '../../../support/builders.ts';

/** The table of docs/support.md, row by row. */

const [variant] = aLiveEndpoint().config.ProductionVariants as readonly [ProductionVariant];
const model = 'iris-000000000001-1';
const withConfig = (config: Partial<EndpointConfigDefinition>) =>
  aLiveEndpoint({ config: { ProductionVariants: [variant], ...config } });

const strategies = {
  'all-at-once': { strategy: 'all-at-once', finalBake: '5m' },
  canary: { strategy: 'canary', step: '1 instance', bake: '5m', finalBake: '5m' },
  linear: { strategy: 'linear', step: '20%', bake: '5m', finalBake: '5m' },
  rolling: { strategy: 'rolling', step: '20%', bake: '5m' },
};
const asked = (live: LiveEndpoint, strategy: keyof typeof strategies) =>
  findings({
    live,
    manifest: {
      kind: 'content',
      value: { rollout: strategies[strategy], alarms: aWrittenManifest().alarms },
    },
  });
function refusal(live: LiveEndpoint, strategy: keyof typeof strategies = 'linear'): string[] {
  const resolution = resolve(aRollout(), asked(live, strategy));
  return resolution.kind === 'refused' ? resolution.problems.map(sentence) : [];
}

describe('An endpoint is released to, by every strategy, if it is', () => {
  it.each([
    ['real-time, with one variant', aLiveEndpoint()],
    ['asynchronous', withConfig({ AsyncInferenceConfig: { OutputConfig: {} } })],
    ['with an explainer and data capture', withConfig({ ExplainerConfig: {}, DataCaptureConfig: {} })],
    [
      'with an inference pipeline',
      aLiveEndpoint({
        models: { [model]: { Containers: [{ Image: 'a', ModelDataUrl: 's3://a' }, { Image: 'b' }] } },
      }),
    ],
    ['with a shadow list that is empty', withConfig({ ShadowProductionVariants: [] })],
  ])('%s', (_, live) => {
    for (const strategy of ['all-at-once', 'canary', 'linear', 'rolling'] as const)
      expect(refusal(live, strategy)).toEqual([]);
  });
});

describe('An endpoint is not released to if it has', () => {
  it.each([
    [
      'inference components',
      withConfig({ ProductionVariants: [{ VariantName: 'AllTraffic', InstanceType: 'ml.m5.large' }] }),
      'endpoint: expected variants with a model of their own, got inference components on variant AllTraffic, which are updated one by one. ' +
        'Such endpoints are not supported; release this one by hand.',
    ],
    [
      'a multi-model model',
      aLiveEndpoint({
        models: { [model]: { PrimaryContainer: { Image: 'i', Mode: 'MultiModel', ModelDataUrl: 's3://' } } },
      }),
      `endpoint: expected a model with one artifact, got multi-model ${model}, which loads its models from a prefix as they are asked for. ` +
        'Such endpoints are not supported; release this one by hand.',
    ],
    [
      'a shadow variant',
      withConfig({ ShadowProductionVariants: [{ VariantName: 'shadow' }] }),
      'endpoint: expected production variants without a shadow, got a shadow variant, which takes a copy of the traffic. ' +
        'Such endpoints are not supported; release this one by hand.',
    ],
    [
      'a config that is gone',
      withConfig({ ProductionVariants: [] }),
      `endpoint: expected an endpoint whose config is still there, got config ${model}, which is gone. ` +
        'UpdateEndpoint needs the old config as well: create it again under its name.',
    ],
    [
      'a model that is gone',
      aLiveEndpoint({ models: {} }),
      `endpoint: expected the model of variant AllTraffic, to take its settings from, got model ${model}, which is gone. ` +
        `Create model ${model} again, or update the endpoint by hand.`,
    ],
  ])('%s', (_, live, text) => {
    expect(kindProblems(live).map(sentence)).toEqual([text]);
    expect(refusal(live, 'all-at-once')).toContain(text);
  });
});

describe('What SageMaker would silently do otherwise', () => {
  const serverless = aLiveEndpoint({
    config: {
      ProductionVariants: [
        { VariantName: 'AllTraffic', ModelName: model, ServerlessConfig: { MaxConcurrency: 5 } },
      ],
    },
    desiredInstanceCounts: {},
  });
  const inf1 = withConfig({ ProductionVariants: [{ ...variant, InstanceType: 'ml.inf1.xlarge' }] });
  const pooled = withConfig({
    ProductionVariants: [
      {
        ...variant,
        InstancePools: [
          { InstanceType: 'ml.g5.xlarge', Priority: 1 },
          { InstanceType: 'ml.inf1.xlarge', Priority: 2 },
        ],
      },
    ],
  });
  const accelerated = withConfig({ ProductionVariants: [{ ...variant, AcceleratorType: 'ml.eia2.medium' }] });

  it.each([
    ['a serverless variant', serverless, 'a serverless variant'],
    ['Inf1 instances', inf1, 'Inf1 instances'],
    ['an instance pool of Inf1', pooled, 'Inf1 instances'],
    ['Elastic Inference', accelerated, 'Elastic Inference'],
  ])('is refused for a strategy in parts, and named: %s', (_, live, what) => {
    for (const strategy of ['canary', 'linear', 'rolling'] as const) {
      expect(refusal(live, strategy)).toEqual([
        `rollout.strategy: expected all-at-once: with ${what}, SageMaker would silently shift everything at once, with no final bake, ` +
          `got ${strategy}. Use strategy all-at-once.`,
      ]);
    }
    const plan = aPlan(asked(live, 'all-at-once'));
    expect(plan.warnings.map(sentence)).toEqual([
      `rollout.finalBake: expected no final bake: SageMaker silently leaves it out with ${what}, and no alarm rolls back, got 300s.`,
    ]);
    expect(plan.timeline.phases.some(({ kind }) => kind === 'final-bake')).toBe(false);
  });

  it('counts too where only the model that serves now comes from a model package', () => {
    const live = aLiveEndpoint({
      models: { [model]: { PrimaryContainer: { ModelPackageName: 'arn:…/fraud/3' } } },
    });
    const resolution = resolve(
      aRollout(),
      findings({
        live,
        manifest: { kind: 'content', value: aWrittenManifest() },
      }),
    );
    expect(resolution).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'rollout.strategy', expected: expect.stringContaining('a model package') }],
    });
  });

  it('counts too where the manifest asks for Inf1', () => {
    const value = aWrittenManifest({ fleet: { instanceType: 'ml.inf1.xlarge' } });
    expect(resolve(aRollout(), findings({ manifest: { kind: 'content', value } }))).toMatchObject({
      kind: 'refused',
      problems: [{ expected: expect.stringContaining('Inf1') }],
    });
  });

  it('is refused for several variants in a rolling update, which all others may have', () => {
    const live = aLiveEndpoint({
      config: { ProductionVariants: [variant, { ...variant, VariantName: 'b' }] },
      desiredInstanceCounts: { AllTraffic: 5, b: 5 },
    });
    expect(refusal(live, 'rolling')).toEqual([
      expect.stringMatching(/^rollout\.strategy: expected all-at-once: with 2 variants in a rolling update/),
    ]);
    for (const strategy of ['all-at-once', 'canary', 'linear'] as const)
      expect(refusal(live, strategy)).toEqual([]);
  });

  it('is not the case for Inf2, which is another family', () => {
    expect(
      refusal(withConfig({ ProductionVariants: [{ ...variant, InstanceType: 'ml.inf2.xlarge' }] })),
    ).toEqual([]);
    expect(aLiveModel().PrimaryContainer?.ModelPackageName).toBeUndefined();
  });
});

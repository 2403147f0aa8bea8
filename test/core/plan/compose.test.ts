import { describe, expect, it } from 'vitest';
import { manifestSchema } from '../../../core/manifest/schema.ts';
import { compose } from '../../../core/plan/compose.ts';
import { sentence } from '../../../core/problem.ts';
import { artifactUrl } from '../../../core/release.ts';
import type { LiveEndpoint } from '../../../core/sagemaker.ts';
import { aLiveEndpoint, aManifest, aRelease } from '../../support/builders.ts';

const release = aRelease();
const modelUrl = artifactUrl(release.artifact);
const composed = (manifest: Record<string, unknown>, live?: LiveEndpoint) =>
  compose(release, 'iris-new', manifestSchema.parse(manifest), live);

describe('A first release', () => {
  it('is made of the manifest alone', () => {
    const manifest = aManifest({
      model: {
        image: 'local:iris',
        role: 'arn:aws:iam::000000000000:role/greenlight-model-iris',
        environment: { LOG: 'debug' },
        dataDownloadTimeout: '10m',
        startupTimeout: '5m',
      },
    });
    expect(compose(release, 'iris-new', manifest, undefined)).toEqual({
      model: {
        PrimaryContainer: { Image: 'local:iris', Environment: { LOG: 'debug' }, ModelDataUrl: modelUrl },
        ExecutionRoleArn: 'arn:aws:iam::000000000000:role/greenlight-model-iris',
      },
      endpointConfig: {
        ProductionVariants: [
          {
            VariantName: 'AllTraffic',
            ModelName: 'iris-new',
            InstanceType: 'ml.m5.large',
            InitialInstanceCount: 5,
            ModelDataDownloadTimeoutInSeconds: 600,
            ContainerStartupHealthCheckTimeoutInSeconds: 300,
          },
        ],
      },
      instanceCount: 5,
      startSeconds: 600 + 300,
      problems: [],
    });
  });

  it('may name its variant', () => {
    const { endpointConfig } = composed({ fleet: { variant: 'main' } });
    expect(endpointConfig.ProductionVariants[0]?.VariantName).toBe('main');
  });

  it('needs image, role, instance type and count, all told at once', () => {
    const { problems } = composed({});
    expect(problems.map(({ field }) => field)).toEqual([
      'model.image',
      'model.role',
      'fleet.instanceType',
      'fleet.instanceCount',
    ]);
    expect(problems.map(sentence)[0]).toBe(
      'model.image: expected the image URI of the model container, since the endpoint does not exist yet, got nothing.',
    );
  });
});

describe('A release of a live endpoint', () => {
  it('inherits everything but the model data where there is no manifest', () => {
    const live = aLiveEndpoint();
    expect(composed({}, live)).toEqual({
      model: {
        PrimaryContainer: { ...live.model?.PrimaryContainer, ModelDataUrl: modelUrl },
        ExecutionRoleArn: live.model?.ExecutionRoleArn,
      },
      endpointConfig: {
        ProductionVariants: [
          { ...live.config.ProductionVariants[0], ModelName: 'iris-new', InitialInstanceCount: 5 },
        ],
      },
      instanceCount: 5,
      // Nothing said, ten minutes each.
      startSeconds: 600 + 600,
      problems: [],
    });
  });

  it('inherits what we know nothing of: network, encryption, data capture, routing', () => {
    const variant = {
      VariantName: 'AllTraffic',
      ModelName: 'old',
      RoutingConfig: { RoutingStrategy: 'RANDOM' },
    };
    const live = aLiveEndpoint({
      config: { ProductionVariants: [variant], KmsKeyId: 'key', DataCaptureConfig: { EnableCapture: true } },
      model: {
        PrimaryContainer: { Image: 'i', ImageConfig: { RepositoryAccessMode: 'Vpc' } },
        VpcConfig: { Subnets: ['s'] },
        EnableNetworkIsolation: true,
      },
    });
    const { model, endpointConfig } = composed({}, live);
    expect(model).toMatchObject({
      VpcConfig: { Subnets: ['s'] },
      EnableNetworkIsolation: true,
      PrimaryContainer: { ImageConfig: { RepositoryAccessMode: 'Vpc' } },
    });
    expect(endpointConfig).toMatchObject({
      KmsKeyId: 'key',
      DataCaptureConfig: { EnableCapture: true },
      ProductionVariants: [{ RoutingConfig: { RoutingStrategy: 'RANDOM' } }],
    });
  });

  it('names its model data once: a ModelDataSource from before would contradict the new URL', () => {
    const live = aLiveEndpoint({
      model: { PrimaryContainer: { Image: 'i', ModelDataSource: { S3DataSource: { S3Uri: 's3://old' } } } },
    });
    expect(composed({}, live).model.PrimaryContainer).toEqual({ Image: 'i', ModelDataUrl: modelUrl });
  });

  it('takes from the manifest what it says', () => {
    const { model, endpointConfig, problems } = composed(
      {
        model: { image: 'local:other', environment: { LOG: 'warn' }, startupTimeout: '2m' },
        fleet: { instanceType: 'ml.m5.xlarge' },
      },
      aLiveEndpoint(),
    );
    expect(problems).toEqual([]);
    expect(model.PrimaryContainer).toMatchObject({ Image: 'local:other', Environment: { LOG: 'warn' } });
    expect(endpointConfig.ProductionVariants[0]).toMatchObject({
      InstanceType: 'ml.m5.xlarge',
      ContainerStartupHealthCheckTimeoutInSeconds: 120,
    });
  });

  it('keeps the number of instances that autoscaling has set, whatever manifest and config say', () => {
    const live = aLiveEndpoint({ desiredInstanceCounts: { AllTraffic: 7 } });
    const { instanceCount, endpointConfig } = composed({ fleet: { instanceCount: 2 } }, live);
    expect(instanceCount).toBe(7);
    expect(endpointConfig.ProductionVariants[0]?.InitialInstanceCount).toBe(7);
  });

  it('changes nothing of what it was given', () => {
    const live = aLiveEndpoint();
    const before = structuredClone(live);
    composed({ model: { environment: { NEW: '1' } } }, live);
    expect(live).toEqual(before);
  });

  it('must keep the variant’s name', () => {
    expect(composed({ fleet: { variant: 'main' } }, aLiveEndpoint()).problems.map(sentence)).toEqual([
      'fleet.variant: expected AllTraffic, the live variant\'s name: an update must keep it, got "main". ' +
        'Write AllTraffic, or leave it out.',
    ]);
    expect(composed({ fleet: { variant: 'AllTraffic' } }, aLiveEndpoint()).problems).toEqual([]);
  });

  const aVariant = aLiveEndpoint().config.ProductionVariants[0] as { VariantName: string };
  it.each([
    [
      'several variants',
      { config: { ProductionVariants: [aVariant, { VariantName: 'other' }] }, model: undefined },
    ],
    ['no variant', { config: { ProductionVariants: [] }, model: undefined }],
    ['a model of several containers', { model: { Containers: [{ Image: 'a' }, { Image: 'b' }] } }],
    ['a model that is gone', { model: undefined }],
  ] satisfies [string, Partial<LiveEndpoint>][])('is refused for an endpoint with %s', (_, over) => {
    const { problems } = composed({}, aLiveEndpoint(over));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      field: 'endpoint',
      expected: 'an endpoint with one production variant and a model of one container',
    });
  });
});

describe('An endpoint of a kind that cannot be released yet', () => {
  it.each([
    [
      'a shadow variant',
      {
        ProductionVariants: [{ VariantName: 'AllTraffic' }],
        ShadowProductionVariants: [{ VariantName: 'shadow' }],
      },
    ],
    [
      'a serverless variant',
      { ProductionVariants: [{ VariantName: 'AllTraffic', ServerlessConfig: { MaxConcurrency: 5 } }] },
    ],
  ])('is refused: %s', (got, config) => {
    const { problems } = composed({}, aLiveEndpoint({ config }));
    expect(problems).toMatchObject([{ field: 'endpoint', got }]);
  });
});

describe('The time that a model may take to start', () => {
  it('is the live variant’s own where the manifest does not say', () => {
    const variant = {
      VariantName: 'AllTraffic',
      ModelDataDownloadTimeoutInSeconds: 3600,
      ContainerStartupHealthCheckTimeoutInSeconds: 1800,
    };
    expect(composed({}, aLiveEndpoint({ config: { ProductionVariants: [variant] } })).startSeconds).toBe(
      5400,
    );
  });
});

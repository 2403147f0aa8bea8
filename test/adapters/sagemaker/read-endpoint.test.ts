import {
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ListTagsCommand,
  SageMakerClient,
  SageMakerServiceException,
} from '@aws-sdk/client-sagemaker';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { sageMakerEndpoints } from '../../../adapters/sagemaker/endpoints.ts';
import { manifestSchema } from '../../../core/manifest/schema.ts';
import { ownTags } from '../../../core/own-tags.ts';
import { compose } from '../../../core/plan/compose.ts';
import { pinnedUrl, rolloutName } from '../../../core/release.ts';
import { aRollout, instant, instantMs } from '../../support/builders.ts';

const sageMaker = mockClient(SageMakerClient);
afterAll(() => sageMaker.restore());
const endpoints = sageMakerEndpoints(new SageMakerClient({ region: 'us-east-1' }));
beforeEach(() => sageMaker.reset());

const error = (name: string, message: string) =>
  new SageMakerServiceException({ name, message, $fault: 'client', $metadata: {} });
const arn = (kind: string, name: string) => `arn:aws:sagemaker:us-east-1:000000000000:${kind}/${name}`;
const missing = (shown: string, kind: string) =>
  error('ValidationException', `Could not find ${shown} "${arn(kind, 'iris')}".`);
const throttled = error('ThrottlingException', 'Rate exceeded');

const described = {
  EndpointName: 'iris',
  EndpointArn: arn('endpoint', 'iris'),
  EndpointStatus: 'InService' as const,
  EndpointConfigName: 'iris-old',
  CreationTime: new Date(0),
  LastModifiedTime: new Date(instant),
};

describe('Looking at an endpoint', () => {
  it('shows what a verdict needs', async () => {
    sageMaker.on(DescribeEndpointCommand, { EndpointName: 'iris' }).resolves(described);
    expect(await endpoints.view('iris')).toEqual({
      status: 'InService',
      configName: 'iris-old',
      lastModified: instantMs,
    });
  });

  it('shows how far an update is, by variant, as far as AWS tells', async () => {
    const weights = { CurrentWeight: 1, DesiredWeight: 1 };
    sageMaker.on(DescribeEndpointCommand).resolves({
      ...described,
      EndpointStatus: 'Updating',
      ProductionVariants: [
        { VariantName: 'AllTraffic', ...weights, CurrentInstanceCount: 2, DesiredInstanceCount: 3 },
        { VariantName: 'serverless' },
      ],
      PendingDeploymentSummary: {
        EndpointConfigName: 'iris-new',
        StartTime: new Date(instant),
        ProductionVariants: [
          {
            VariantName: 'AllTraffic',
            ...weights,
            CurrentInstanceCount: 1,
            DesiredInstanceCount: 3,
            VariantStatus: [{ Status: 'Baking', StatusMessage: 'Baking for 600 seconds (…)' }],
          },
        ],
      },
    });
    expect(await endpoints.progress('iris')).toEqual({
      status: 'Updating',
      configName: 'iris-old',
      pendingConfigName: 'iris-new',
      lastModified: instantMs,
      pendingSince: instantMs,
      live: [
        { name: 'AllTraffic', weight: 1, instances: 2, desiredInstances: 3, doing: [] },
        { name: 'serverless', weight: 1, doing: [] },
      ],
      pending: [{ name: 'AllTraffic', weight: 1, instances: 1, desiredInstances: 3, doing: ['Baking'] }],
    });
  });

  it('shows no progress where there is no endpoint', async () => {
    sageMaker.on(DescribeEndpointCommand).rejects(missing('endpoint', 'endpoint'));
    expect(await endpoints.progress('iris')).toBeUndefined();
  });

  it('shows the pending config and the reason of a failure', async () => {
    sageMaker.on(DescribeEndpointCommand).resolves({
      ...described,
      EndpointStatus: 'Updating',
      FailureReason: 'No capacity',
      PendingDeploymentSummary: { EndpointConfigName: 'iris-new' },
    });
    expect(await endpoints.view('iris')).toMatchObject({
      status: 'Updating',
      pendingConfigName: 'iris-new',
      failureReason: 'No capacity',
    });
  });

  it('shows nothing where there is none', async () => {
    sageMaker.on(DescribeEndpointCommand).rejects(missing('endpoint', 'endpoint'));
    expect(await endpoints.view('iris')).toBeUndefined();
    expect(await endpoints.live('iris')).toBeUndefined();
    sageMaker.on(DescribeEndpointConfigCommand).rejects(missing('endpoint configuration', 'endpoint-config'));
    expect(await endpoints.kept('iris-old')).toBeUndefined();
  });

  it.each([throttled, error('AccessDeniedException', 'no'), new Error('socket hang up')])(
    'fails as AWS does, so that the step is tried again (%#)',
    async (failure) => {
      sageMaker.on(DescribeEndpointCommand).rejects(failure);
      await expect(endpoints.view('iris')).rejects.toBe(failure);
    },
  );
});

describe('The live endpoint', () => {
  const variant = {
    VariantName: 'AllTraffic',
    ModelName: 'iris-model',
    InstanceType: 'ml.m5.large' as const,
    InitialInstanceCount: 3,
    RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' as const },
  };
  const config = {
    $metadata: {},
    EndpointConfigName: 'iris-old',
    EndpointConfigArn: arn('endpoint-config', 'iris-old'),
    CreationTime: new Date(0),
    ProductionVariants: [variant],
    KmsKeyId: 'key',
    DataCaptureConfig: undefined,
  };
  const container = { Image: 'image', ModelDataUrl: 's3://old', Environment: { LOG: 'info' } };
  const model = {
    $metadata: {},
    ModelName: 'iris-model',
    ModelArn: arn('model', 'iris-model'),
    CreationTime: new Date(0),
    PrimaryContainer: container,
    ExecutionRoleArn: 'arn:aws:iam::000000000000:role/r',
    VpcConfig: { SecurityGroupIds: ['sg'], Subnets: ['subnet'] },
    EnableNetworkIsolation: true,
    DeploymentRecommendation: { RecommendationStatus: 'NOT_APPLICABLE' as const },
  };

  it('comes with all of its config and model that creating takes, and nothing that it does not', async () => {
    sageMaker.on(DescribeEndpointCommand).resolves({
      ...described,
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          DesiredInstanceCount: 7,
          CurrentInstanceCount: 6,
          DeployedImages: [{ SpecifiedImage: 'image:3', ResolvedImage: 'image@sha256:1' }, {}],
          RoutingConfig: { RoutingStrategy: 'RANDOM', PrefixAwareRoutingConfig: undefined },
        },
      ],
      MetricsConfig: { EnableDetailedObservability: true, EnableEnhancedMetrics: undefined },
      LastDeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: {
            Type: 'ALL_AT_ONCE',
            WaitIntervalInSeconds: 0,
            CanarySize: undefined,
          },
        },
      },
    });
    sageMaker
      .on(ListTagsCommand, { ResourceArn: described.EndpointArn })
      .resolvesOnce({ Tags: [{ Key: 'team', Value: 'fraud' }], NextToken: 'next' })
      .resolvesOnce({ Tags: [{ Key: 'greenlight:managed', Value: 'true' }] });
    sageMaker.on(DescribeEndpointConfigCommand, { EndpointConfigName: 'iris-old' }).resolves(config);
    sageMaker.on(DescribeModelCommand, { ModelName: 'iris-model' }).resolves(model);
    expect(await endpoints.live('iris')).toEqual({
      name: 'iris',
      status: 'InService',
      configName: 'iris-old',
      lastModified: instantMs,
      config: { ProductionVariants: [variant], KmsKeyId: 'key', DataCaptureConfig: undefined },
      configCreatedAt: 0,
      inEffect: {
        metrics: { EnableDetailedObservability: true },
        routing: { AllTraffic: { RoutingStrategy: 'RANDOM' } },
      },
      models: {
        'iris-model': {
          PrimaryContainer: container,
          ExecutionRoleArn: model.ExecutionRoleArn,
          VpcConfig: model.VpcConfig,
          EnableNetworkIsolation: true,
        },
      },
      desiredInstanceCounts: { AllTraffic: 7 },
      createdAt: 0,
      resolvedImages: { AllTraffic: { 'image:3': 'image@sha256:1' } },
      tags: [
        { Key: 'team', Value: 'fraud' },
        { Key: 'greenlight:managed', Value: 'true' },
      ],
      lastDeployment: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
        },
      },
    });
  });

  it('has the tags of its config and models where they are asked for', async () => {
    const tagged = (arn: string | undefined, Value: string) =>
      sageMaker.on(ListTagsCommand, { ResourceArn: arn }).resolves({ Tags: [{ Key: 'of', Value }] });
    sageMaker.on(DescribeEndpointCommand).resolves(described);
    sageMaker.on(DescribeEndpointConfigCommand).resolves(config);
    sageMaker.on(DescribeModelCommand).resolves(model);
    tagged(described.EndpointArn, 'endpoint');
    tagged(config.EndpointConfigArn, 'config');
    tagged(model.ModelArn, 'model');
    const of = (Value: string) => [{ Key: 'of', Value }];
    expect(await endpoints.live('iris', 'with-tags')).toMatchObject({
      tags: of('endpoint'),
      tagged: { config: of('config'), models: { 'iris-model': of('model') } },
    });
    expect(await endpoints.live('iris')).not.toHaveProperty('tagged');
  });

  it('is handed on to the next release as it is', async () => {
    sageMaker.on(DescribeEndpointCommand).resolves(described);
    sageMaker.on(DescribeEndpointConfigCommand).resolves(config);
    sageMaker.on(DescribeModelCommand).resolves(model);
    sageMaker.on(ListTagsCommand).resolves({});
    const rollout = aRollout();
    const Tags = ownTags({ stage: 'local', endpoint: 'iris', rollout: rolloutName(rollout) });
    const live = await endpoints.live('iris');
    const next = compose(rollout, 'local', manifestSchema.parse({}), live);
    sageMaker.on(CreateModelCommand).resolves({ ModelArn: 'arn' });
    sageMaker.on(CreateEndpointConfigCommand).resolves({ EndpointConfigArn: 'arn' });
    await endpoints.createModel('iris-new', next.model);
    await endpoints.createEndpointConfig('iris-new', next.endpointConfig);
    expect(sageMaker.commandCalls(CreateModelCommand)[0]?.args[0].input).toEqual({
      ModelName: 'iris-new',
      PrimaryContainer: {
        ...container,
        ModelDataUrl: pinnedUrl(rollout.release),
      },
      ExecutionRoleArn: model.ExecutionRoleArn,
      VpcConfig: model.VpcConfig,
      EnableNetworkIsolation: true,
      Tags,
    });
    expect(sageMaker.commandCalls(CreateEndpointConfigCommand)[0]?.args[0].input).toEqual({
      EndpointConfigName: 'iris-new',
      ProductionVariants: [{ ...variant, ModelName: rolloutName(rollout), InitialInstanceCount: 3 }],
      KmsKeyId: 'key',
      DataCaptureConfig: undefined,
      // Off for configs from before June 2026, and so it stays.
      MetricsConfig: { EnableDetailedObservability: false },
      Tags,
    });
  });

  it('comes with the models of all its variants, each once, but for those that were deleted', async () => {
    sageMaker.on(DescribeEndpointCommand).resolves(described);
    sageMaker.on(ListTagsCommand).resolves({});
    const variants = ['a', 'b', 'c'].map((VariantName) => ({ ...variant, VariantName }));
    variants.push({ ...variant, VariantName: 'd', ModelName: 'gone' });
    sageMaker.on(DescribeEndpointConfigCommand).resolves({ ...config, ProductionVariants: variants });
    sageMaker.on(DescribeModelCommand, { ModelName: 'iris-model' }).resolves(model);
    sageMaker.on(DescribeModelCommand, { ModelName: 'gone' }).rejects(missing('model', 'model'));
    const live = await endpoints.live('iris');
    expect(Object.keys(live?.models ?? {})).toEqual(['iris-model']);
    expect(live?.config.ProductionVariants).toEqual(variants);
    expect(sageMaker.commandCalls(DescribeModelCommand)).toHaveLength(2);
  });

  it('is without variants where its config was deleted', async () => {
    sageMaker.on(DescribeEndpointCommand).resolves(described);
    sageMaker.on(ListTagsCommand).resolves({});
    sageMaker.on(DescribeEndpointConfigCommand).rejects(missing('endpoint configuration', 'endpoint-config'));
    expect(await endpoints.live('iris')).toMatchObject({ config: { ProductionVariants: [] }, models: {} });
  });

  it('is not read where its tags cannot be: whether it may be changed is not known then', async () => {
    sageMaker.on(DescribeEndpointCommand).resolves(described);
    sageMaker.on(DescribeEndpointConfigCommand).resolves(config);
    sageMaker.on(DescribeModelCommand).resolves(model);
    const denied = error('AccessDeniedException', 'not authorized to perform sagemaker:ListTags');
    sageMaker.on(ListTagsCommand).rejects(denied);
    await expect(endpoints.live('iris')).rejects.toBe(denied);
  });

  it('is read with the models of its instance pools, and a kept config that lacks one says so', async () => {
    const InstancePools = [
      { InstanceType: 'ml.g5.xlarge' as const, Priority: 1, ModelNameOverride: 'for-g5' },
      { InstanceType: 'ml.m5.large' as const, Priority: 2 },
    ];
    sageMaker
      .on(DescribeEndpointConfigCommand)
      .resolves({ ...config, ProductionVariants: [{ ...variant, InstancePools }] });
    sageMaker.on(DescribeModelCommand).resolves({ ModelName: 'iris-model' });
    sageMaker.on(DescribeModelCommand, { ModelName: 'for-g5' }).rejects(missing('model', 'for-g5'));
    sageMaker.on(ListTagsCommand).resolves({});
    expect(await endpoints.kept('iris-older')).toMatchObject({ missingModels: ['for-g5'] });
  });

  it('may be gone back from to a kept config, with its tags and what it lacks', async () => {
    sageMaker.on(DescribeEndpointConfigCommand, { EndpointConfigName: 'iris-older' }).resolves(config);
    sageMaker.on(DescribeModelCommand).rejects(missing('model', 'model'));
    sageMaker
      .on(ListTagsCommand, { ResourceArn: config.EndpointConfigArn })
      .resolves({ Tags: [{ Key: 'greenlight:managed', Value: 'true' }] });
    expect(await endpoints.kept('iris-older')).toEqual({
      name: 'iris-older',
      config: { ProductionVariants: [variant], KmsKeyId: 'key', DataCaptureConfig: undefined },
      tags: [{ Key: 'greenlight:managed', Value: 'true' }],
      missingModels: ['iris-model'],
    });
  });
});

import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  SageMakerClient,
  SageMakerServiceException,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { sageMakerEndpoints } from '../../adapters/sagemaker.ts';
import { compose } from '../../core/plan/compose.ts';
import type { ModelDefinition } from '../../core/sagemaker.ts';
import { aDeployment, aManifest, aRelease, instant, instantMs } from '../support/builders.ts';

const sageMaker = mockClient(SageMakerClient);
const endpoints = sageMakerEndpoints(new SageMakerClient({ region: 'us-east-1' }));
beforeEach(() => sageMaker.reset());

const error = (name: string, message: string) =>
  new SageMakerServiceException({ name, message, $fault: 'client', $metadata: {} });
const arn = (kind: string, name: string) => `arn:aws:sagemaker:us-east-1:000000000000:${kind}/${name}`;
const missing = (shown: string, kind: string) =>
  error('ValidationException', `Could not find ${shown} "${arn(kind, 'iris')}".`);
const existing = (shown: string, kind: string) =>
  error('ValidationException', `Cannot create already existing ${shown} "${arn(kind, 'iris-new')}".`);
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
      ProductionVariants: [{ VariantName: 'AllTraffic', DesiredInstanceCount: 7, CurrentInstanceCount: 6 }],
    });
    sageMaker.on(DescribeEndpointConfigCommand, { EndpointConfigName: 'iris-old' }).resolves(config);
    sageMaker.on(DescribeModelCommand, { ModelName: 'iris-model' }).resolves(model);
    expect(await endpoints.live('iris')).toEqual({
      name: 'iris',
      status: 'InService',
      configName: 'iris-old',
      lastModified: instantMs,
      config: { ProductionVariants: [variant], KmsKeyId: 'key', DataCaptureConfig: undefined },
      model: {
        PrimaryContainer: container,
        ExecutionRoleArn: model.ExecutionRoleArn,
        VpcConfig: model.VpcConfig,
        EnableNetworkIsolation: true,
      },
      desiredInstanceCounts: { AllTraffic: 7 },
    });
  });

  it('is handed on to the next release as it is', async () => {
    sageMaker.on(DescribeEndpointCommand).resolves(described);
    sageMaker.on(DescribeEndpointConfigCommand).resolves(config);
    sageMaker.on(DescribeModelCommand).resolves(model);
    const live = await endpoints.live('iris');
    const next = compose(aRelease(), 'iris-new', { alarms: [] }, live);
    sageMaker.on(CreateModelCommand).resolves({ ModelArn: 'arn' });
    sageMaker.on(CreateEndpointConfigCommand).resolves({ EndpointConfigArn: 'arn' });
    await endpoints.createModel('iris-new', next.model);
    await endpoints.createEndpointConfig('iris-new', next.endpointConfig);
    expect(sageMaker.commandCalls(CreateModelCommand)[0]?.args[0].input).toEqual({
      ModelName: 'iris-new',
      PrimaryContainer: {
        ...container,
        ModelDataUrl: `s3://${aRelease().artifact.bucket}/${aRelease().artifact.key}`,
      },
      ExecutionRoleArn: model.ExecutionRoleArn,
      VpcConfig: model.VpcConfig,
      EnableNetworkIsolation: true,
    });
    expect(sageMaker.commandCalls(CreateEndpointConfigCommand)[0]?.args[0].input).toEqual({
      EndpointConfigName: 'iris-new',
      ProductionVariants: [{ ...variant, ModelName: 'iris-new', InitialInstanceCount: 1 }],
      KmsKeyId: 'key',
      DataCaptureConfig: undefined,
    });
  });

  it('is without a model where that was deleted, or there are several', async () => {
    sageMaker.on(DescribeEndpointCommand).resolves(described);
    sageMaker.on(DescribeEndpointConfigCommand).resolves(config);
    sageMaker.on(DescribeModelCommand).rejects(missing('model', 'model'));
    expect(await endpoints.live('iris')).toMatchObject({ model: undefined });

    const two = [variant, { ...variant, VariantName: 'other' }];
    sageMaker.on(DescribeEndpointConfigCommand).resolves({ ...config, ProductionVariants: two });
    sageMaker.on(DescribeModelCommand).resolves(model);
    expect(await endpoints.live('iris')).toMatchObject({
      model: undefined,
      config: { ProductionVariants: two },
    });
  });

  it('is without variants where its config was deleted', async () => {
    sageMaker.on(DescribeEndpointCommand).resolves(described);
    sageMaker.on(DescribeEndpointConfigCommand).rejects(missing('endpoint configuration', 'endpoint-config'));
    expect(await endpoints.live('iris')).toMatchObject({
      config: { ProductionVariants: [] },
      model: undefined,
    });
  });
});

describe('Creating a model or an endpoint config', () => {
  const composed = compose(aRelease(), 'iris-new', aManifest(), undefined);
  const stored = {
    ModelName: 'iris-new',
    ModelArn: arn('model', 'iris-new'),
    CreationTime: new Date(0),
    EnableNetworkIsolation: false,
    PrimaryContainer: { ...composed.model.PrimaryContainer, Mode: 'SingleModel' as const },
    ExecutionRoleArn: composed.model.ExecutionRoleArn,
  };

  it('is done again without harm: the same content under the name counts as done', async () => {
    sageMaker.on(CreateModelCommand).rejects(existing('model', 'model'));
    sageMaker.on(DescribeModelCommand).resolves(stored);
    await expect(endpoints.createModel('iris-new', composed.model)).resolves.toBeUndefined();
  });

  it.each([
    ['another image', { PrimaryContainer: { ...composed.model.PrimaryContainer, Image: 'other' } }],
    ['no container', {}],
    ['another role', { ExecutionRoleArn: 'arn:aws:iam::000000000000:role/other' }],
  ] satisfies [string, ModelDefinition][])('is refused where it exists with %s', async (_, over) => {
    sageMaker.on(CreateModelCommand).rejects(existing('model', 'model'));
    const { PrimaryContainer: container, ...rest } = stored;
    const kept = Object.keys(over).length > 0 ? { PrimaryContainer: container } : {};
    sageMaker.on(DescribeModelCommand).resolves({ ...rest, ...kept, ...over } as typeof stored);
    await expect(endpoints.createModel('iris-new', composed.model)).rejects.toMatchObject({
      name: 'ApiRefused',
      message: expect.stringMatching(
        /CreateModel was refused: .*already existing model.*Its content is another/,
      ),
    });
  });

  it('counts an endpoint config as done in the same way', async () => {
    sageMaker.on(CreateEndpointConfigCommand).rejects(existing('endpoint configuration', 'endpoint-config'));
    const variant = { ...composed.endpointConfig.ProductionVariants[0], InitialVariantWeight: 1 };
    const answer = {
      EndpointConfigName: 'iris-new',
      EndpointConfigArn: 'arn',
      CreationTime: new Date(0),
      ProductionVariants: [variant as { VariantName: string }],
    };
    sageMaker.on(DescribeEndpointConfigCommand).resolves(answer);
    await expect(
      endpoints.createEndpointConfig('iris-new', composed.endpointConfig),
    ).resolves.toBeUndefined();

    const other = { ...answer, ProductionVariants: [{ ...variant, InitialInstanceCount: 1 }] };
    sageMaker.on(DescribeEndpointConfigCommand).resolves(other as typeof answer);
    await expect(endpoints.createEndpointConfig('iris-new', composed.endpointConfig)).rejects.toMatchObject({
      name: 'ApiRefused',
      message: expect.stringMatching(/^CreateEndpointConfig was refused: /),
    });
  });

  it.each([
    error('ValidationException', 'Could not access model data at s3://…'),
    error('ResourceLimitExceeded', 'The account-level service limit …'),
    error('AccessDeniedException', 'not authorized to perform iam:PassRole'),
  ])('is refused for good as ApiRefused, with AWS’s words ($name)', async (refusal) => {
    sageMaker.on(CreateModelCommand).rejects(refusal);
    const refused = endpoints.createModel('iris-new', composed.model);
    await expect(refused).rejects.toMatchObject({
      name: 'ApiRefused',
      message: `CreateModel was refused: ${refusal.message}`,
      cause: refusal,
    });
  });

  it('is tried again where AWS was too busy: the SDK’s own error goes through', async () => {
    sageMaker.on(CreateModelCommand).rejects(throttled);
    await expect(endpoints.createModel('iris-new', composed.model)).rejects.toBe(throttled);
  });
});

describe('Setting an endpoint going', () => {
  const deployment = aDeployment();

  it('updates it with the deployment, keeping the instances that autoscaling has set', async () => {
    sageMaker.on(UpdateEndpointCommand).resolves({});
    await endpoints.updateEndpoint('iris', 'iris-new', deployment);
    expect(sageMaker.commandCalls(UpdateEndpointCommand)[0]?.args[0].input).toEqual({
      EndpointName: 'iris',
      EndpointConfigName: 'iris-new',
      DeploymentConfig: deployment,
      RetainAllVariantProperties: true,
    });
  });

  it('creates it with the deployment, which SageMaker keeps for later', async () => {
    sageMaker.on(CreateEndpointCommand).resolves({});
    await endpoints.createEndpoint('iris', 'iris-new', deployment);
    expect(sageMaker.commandCalls(CreateEndpointCommand)[0]?.args[0].input).toEqual({
      EndpointName: 'iris',
      EndpointConfigName: 'iris-new',
      DeploymentConfig: deployment,
    });
  });

  it('is refused by name of the operation, with AWS’s words', async () => {
    const busy = `Cannot update in-progress endpoint "${arn('endpoint', 'iris')}".`;
    sageMaker.on(UpdateEndpointCommand).rejects(error('ValidationException', busy));
    await expect(endpoints.updateEndpoint('iris', 'iris-new', deployment)).rejects.toMatchObject({
      name: 'ApiRefused',
      message: `UpdateEndpoint was refused: ${busy}`,
    });
    sageMaker.on(CreateEndpointCommand).rejects(error('ResourceLimitExceeded', 'limit is 4 Instances'));
    await expect(endpoints.createEndpoint('iris', 'iris-new', deployment)).rejects.toMatchObject({
      name: 'ApiRefused',
      message: 'CreateEndpoint was refused: limit is 4 Instances',
    });
  });

  it('is tried again where the endpoint config, just made, is not seen yet', async () => {
    const unseen = error(
      'ValidationException',
      `Could not find endpoint configuration "${arn('endpoint-config', 'x')}".`,
    );
    sageMaker.on(UpdateEndpointCommand).rejects(unseen);
    await expect(endpoints.updateEndpoint('iris', 'iris-new', deployment)).rejects.toBe(unseen);
  });

  it('is tried again where AWS was too busy', async () => {
    sageMaker.on(UpdateEndpointCommand).rejects(throttled);
    await expect(endpoints.updateEndpoint('iris', 'iris-new', deployment)).rejects.toBe(throttled);
  });
});

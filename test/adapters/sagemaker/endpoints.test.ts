import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  SageMakerClient,
  SageMakerServiceException,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { sageMakerEndpoints } from '../../../adapters/sagemaker/endpoints.ts';
import { compose } from '../../../core/plan/compose.ts';
import type { ModelDefinition } from '../../../core/sagemaker.ts';
import { aDeployment, aManifest, aRollout } from '../../support/builders.ts';

const sageMaker = mockClient(SageMakerClient);
afterAll(() => sageMaker.restore());
const endpoints = sageMakerEndpoints(new SageMakerClient({ region: 'us-east-1' }));
beforeEach(() => sageMaker.reset());

const error = (name: string, message: string) =>
  new SageMakerServiceException({ name, message, $fault: 'client', $metadata: {} });
const arn = (kind: string, name: string) => `arn:aws:sagemaker:us-east-1:000000000000:${kind}/${name}`;
const existing = (shown: string, kind: string) =>
  error('ValidationException', `Cannot create already existing ${shown} "${arn(kind, 'iris-new')}".`);
const throttled = error('ThrottlingException', 'Rate exceeded');

describe('Creating a model or an endpoint config', () => {
  const composed = compose(aRollout(), 'local', aManifest(), undefined);
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

  it('sets the number of instances only where it is to be resized', async () => {
    sageMaker.on(UpdateEndpointCommand).resolves({});
    await endpoints.updateEndpoint('iris', 'iris-new', deployment, true);
    expect(sageMaker.commandCalls(UpdateEndpointCommand)[0]?.args[0].input).toMatchObject({
      RetainAllVariantProperties: true,
      ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredInstanceCount' }],
    });
  });

  it('creates it with the deployment, which SageMaker keeps for later, and with leave for releases', async () => {
    sageMaker.on(CreateEndpointCommand).resolves({});
    await endpoints.createEndpoint('iris', 'iris-new', deployment, [{ Key: 'team', Value: 'fraud' }]);
    expect(sageMaker.commandCalls(CreateEndpointCommand)[0]?.args[0].input).toEqual({
      EndpointName: 'iris',
      EndpointConfigName: 'iris-new',
      DeploymentConfig: deployment,
      Tags: [
        { Key: 'greenlight:managed', Value: 'true' },
        { Key: 'team', Value: 'fraud' },
      ],
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
    await expect(endpoints.createEndpoint('iris', 'iris-new', deployment, [])).rejects.toMatchObject({
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

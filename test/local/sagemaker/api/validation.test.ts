import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  type DeploymentConfig,
  DescribeTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { validateInput } from '../../../../local/sagemaker/api/validation.ts';
import { localSageMaker } from '../support.ts';

const messageOf = (operation: string, input: unknown): string => {
  try {
    validateInput(operation, input);
    return 'valid';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
};
const detected = (count: number, ...problems: string[]) =>
  `ValidationException: ${count} validation error${count > 1 ? 's' : ''} detected: ${problems.join('; ')}`;

describe("an operation's input", () => {
  it('must have its required members', () => {
    expect(messageOf('UpdateEndpoint', {})).toBe(
      detected(
        2,
        "Value null at 'endpointName' failed to satisfy constraint: Member must not be null",
        "Value null at 'endpointConfigName' failed to satisfy constraint: Member must not be null",
      ),
    );
  });

  it('must keep to the patterns and lengths of names', () => {
    const pattern = '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}';
    expect(messageOf('DescribeEndpoint', { EndpointName: 'iris_1' })).toBe(
      detected(
        1,
        `Value 'iris_1' at 'endpointName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
      ),
    );
    const long = 'a'.repeat(64);
    expect(messageOf('DescribeEndpoint', { EndpointName: long })).toContain(
      `Value '${long}' at 'endpointName' failed to satisfy constraint: Member must have length less than or equal to 63`,
    );
    expect(messageOf('DescribeEndpoint', { EndpointName: 'a'.repeat(63) })).toBe('valid');
  });

  it('must keep to ranges and enums, wherever they stand', () => {
    const variant = { VariantName: 'v', ModelName: 'm', InstanceType: 'ml.huge', InitialInstanceCount: 0 };
    const said = messageOf('CreateEndpointConfig', {
      EndpointConfigName: 'c',
      ProductionVariants: [variant],
    });
    expect(said).toMatch(/^ValidationException: 2 validation errors detected: /);
    expect(said).toContain(
      "Value 'ml.huge' at 'productionVariants.1.member.instanceType' failed to satisfy constraint: Member must satisfy enum value set: [ml.",
    );
    expect(said).toContain(
      "Value '0' at 'productionVariants.1.member.initialInstanceCount' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
  });

  it('must name WaitIntervalInSeconds even for ALL_AT_ONCE, though the guide leaves it out', () => {
    const input = {
      EndpointName: 'e',
      EndpointConfigName: 'c',
      DeploymentConfig: {
        BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' } },
      },
    };
    expect(messageOf('UpdateEndpoint', input)).toBe(
      detected(
        1,
        "Value null at 'deploymentConfig.blueGreenUpdatePolicy.trafficRoutingConfiguration.waitIntervalInSeconds' failed to satisfy constraint: Member must not be null",
      ),
    );
  });

  it.each([
    [{ TerminationWaitInSeconds: 3601 }, 'less than or equal to 3600'],
    [{ MaximumExecutionTimeoutInSeconds: 599 }, 'greater than or equal to 600'],
    [{ MaximumExecutionTimeoutInSeconds: 28_801 }, 'less than or equal to 28800'],
  ])('must keep to the limits of a blue/green policy: %j', (limits, said) => {
    const BlueGreenUpdatePolicy = {
      TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
      ...limits,
    };
    expect(
      messageOf('UpdateEndpoint', {
        EndpointName: 'e',
        EndpointConfigName: 'c',
        DeploymentConfig: { BlueGreenUpdatePolicy },
      }),
    ).toContain(`Member must have value ${said}`);
  });

  it('must have at most 10 alarms, and at most 50 tags', () => {
    const Alarms = Array.from({ length: 11 }, (_, i) => ({ AlarmName: `a${i}` }));
    const Tags = Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' }));
    const DeploymentConfig = { AutoRollbackConfiguration: { Alarms } };
    const said = messageOf('CreateEndpoint', {
      EndpointName: 'e',
      EndpointConfigName: 'c',
      DeploymentConfig,
      Tags,
    });
    expect(said).toContain("at 'deploymentConfig.autoRollbackConfiguration.alarms'");
    expect(said).toContain('length less than or equal to 10');
    expect(said).toContain("at 'tags'");
  });

  it('must keep to the patterns of map keys', () => {
    const PrimaryContainer = { Image: 'i', Environment: { '1bad': 'x' } };
    expect(messageOf('CreateModel', { ModelName: 'm', PrimaryContainer })).toContain(
      "Value '{1bad=x}' at 'primaryContainer.environment' failed to satisfy constraint: Map keys must",
    );
  });

  it('must be of the right types', () => {
    expect(messageOf('DescribeEndpoint', { EndpointName: 5 })).toBe(
      'SerializationException: NUMBER_VALUE can not be converted to a String',
    );
  });
});

describe('what is not covered', () => {
  const refusal = (what: string) => ({
    name: 'UnknownOperationException',
    message: expect.stringContaining(what),
  });

  it('is refused by name, not ignored', async () => {
    const { client } = localSageMaker();
    const pipeline = new CreateModelCommand({ ModelName: 'm', Containers: [{ Image: 'a' }, { Image: 'b' }] });
    await expect(client.send(pipeline)).rejects.toMatchObject(refusal('CreateModel with Containers'));

    const serverless = new CreateEndpointConfigCommand({
      EndpointConfigName: 'c',
      ProductionVariants: [
        { VariantName: 'v', ModelName: 'm', ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 1 } },
      ],
    });
    await expect(client.send(serverless)).rejects.toMatchObject(refusal('ServerlessConfig'));

    const training = new DescribeTrainingJobCommand({ TrainingJobName: 't' });
    await expect(client.send(training)).rejects.toMatchObject(refusal('DescribeTrainingJob'));
  });
});

describe('a deployment config', () => {
  const routing = (TrafficRoutingConfiguration: object): DeploymentConfig =>
    ({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { WaitIntervalInSeconds: 60, ...TrafficRoutingConfiguration },
      },
    }) as DeploymentConfig;
  const instances = (Value: number) => ({ Type: 'INSTANCE_COUNT', Value });
  const percent = (Value: number) => ({ Type: 'CAPACITY_PERCENT', Value });

  it.each([
    [
      { Type: 'CANARY', CanarySize: instances(3) },
      5,
      "CanarySize must be less than or equal to 50% of the variant's total instance count: got 3 instance(s) of 5.",
    ],
    [
      { Type: 'CANARY', CanarySize: instances(1) },
      1,
      "CanarySize must be less than or equal to 50% of the variant's total instance count: got 1 instance(s) of 1.",
    ],
    [
      { Type: 'CANARY', CanarySize: percent(51) },
      5,
      "CanarySize must be less than or equal to 50% of the variant's total instance count: got 51% of 5.",
    ],
    [
      { Type: 'LINEAR', LinearStepSize: percent(60) },
      5,
      "LinearStepSize must be between 10% and 50% of the variant's total instance count: got 60% of 5.",
    ],
    [
      { Type: 'LINEAR', LinearStepSize: percent(9) },
      5,
      "LinearStepSize must be between 10% and 50% of the variant's total instance count: got 9% of 5.",
    ],
    [
      { Type: 'LINEAR', LinearStepSize: instances(2) },
      30,
      "LinearStepSize must be between 10% and 50% of the variant's total instance count: got 2 instance(s) of 30.",
    ],
    [{ Type: 'LINEAR' }, 5, 'LinearStepSize is required for traffic routing type LINEAR.'],
    [{ Type: 'CANARY' }, 5, 'CanarySize is required for traffic routing type CANARY.'],
    [
      { Type: 'ALL_AT_ONCE', CanarySize: instances(1) },
      5,
      'CanarySize is not allowed for traffic routing type ALL_AT_ONCE.',
    ],
  ])('%j for %i instances is refused', async (traffic, count, message) => {
    const world = localSageMaker();
    await world.serving(count);
    await expect(world.update(routing(traffic))).rejects.toMatchObject({
      name: 'ValidationException',
      message,
    });
    expect((await world.describe()).EndpointStatus).toBe('InService');
  });

  it.each([
    [{ Type: 'CANARY', CanarySize: instances(2) }, 4],
    [{ Type: 'CANARY', CanarySize: percent(50) }, 5],
    [{ Type: 'LINEAR', LinearStepSize: instances(3) }, 30],
    [{ Type: 'LINEAR', LinearStepSize: percent(10) }, 5],
  ])('%j for %i instances is taken', async (traffic, count) => {
    const world = localSageMaker();
    await world.serving(count);
    await world.update(routing(traffic));
    expect((await world.describe()).EndpointStatus).toBe('Updating');
  });

  it('is checked when an endpoint is created, too', async () => {
    const world = localSageMaker();
    await world.config('blue', 5);
    const create = new CreateEndpointCommand({
      EndpointName: 'iris',
      EndpointConfigName: 'blue',
      DeploymentConfig: routing({ Type: 'CANARY', CanarySize: instances(3) }),
    });
    await expect(world.client.send(create)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(world.describe()).rejects.toMatchObject({
      message: expect.stringContaining('Could not find'),
    });
  });
});

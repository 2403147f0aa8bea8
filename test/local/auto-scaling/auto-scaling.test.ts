import {
  ApplicationAutoScalingClient,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  type DescribeScalableTargetsCommandInput,
  PutScalingPolicyCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  type RegisterScalableTargetCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import { CreateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { applicationAutoScaling } from '../../../adapters/auto-scaling.ts';
import { createAutoScaling } from '../../../local/auto-scaling/auto-scaling.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { clientSettings, virtualContext } from '../../support/local-service.ts';
import { localSageMaker, type World } from '../sagemaker/support.ts';

const iris = {
  ServiceNamespace: 'sagemaker',
  ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
  ResourceId: 'endpoint/iris/variant/AllTraffic',
} as const;
const range = { MinCapacity: 1, MaxCapacity: 6 };

/** The endpoint `iris` with three instances in its variant, and Application Auto Scaling beside it. */
async function scalable() {
  const autoScaling = createAutoScaling(virtualContext(), {
    endpoint: (name) => world.sagemaker.snapshot(name),
  });
  const world: World = localSageMaker({ scaling: autoScaling.targets });
  const client = new ApplicationAutoScalingClient(clientSettings(createRouter([autoScaling.wire])));
  await world.serving();
  return {
    world,
    client,
    register: (input: Partial<RegisterScalableTargetCommandInput> = range) =>
      client.send(new RegisterScalableTargetCommand({ ...iris, ...input })),
    deregister: (input: object = {}) =>
      client.send(new DeregisterScalableTargetCommand({ ...iris, ...input })),
    async targets(input: Partial<DescribeScalableTargetsCommandInput> = {}) {
      const command = new DescribeScalableTargetsCommand({ ServiceNamespace: 'sagemaker', ...input });
      return (await client.send(command)).ScalableTargets;
    },
  };
}

describe('A scalable target', () => {
  it('is a variant that was registered', async () => {
    const { register, targets } = await scalable();
    const { ScalableTargetARN } = await register();
    expect(await targets()).toEqual([
      {
        ...iris,
        ...range,
        RoleARN: expect.stringContaining('AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint'),
        CreationTime: expect.any(Date),
        SuspendedState: {
          DynamicScalingInSuspended: false,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: false,
        },
        ScalableTargetARN,
      },
    ]);
    expect(ScalableTargetARN).toMatch(
      /^arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target\/[0-9a-f]{36}$/,
    );
  });

  it('keeps what a later registration does not give', async () => {
    const { register, targets } = await scalable();
    const first = await register({ ...range, SuspendedState: { DynamicScalingInSuspended: true } });
    const second = await register({ MaxCapacity: 9 });
    expect(second.ScalableTargetARN).toBe(first.ScalableTargetARN);
    expect(await targets()).toMatchObject([
      { MinCapacity: 1, MaxCapacity: 9, SuspendedState: { DynamicScalingInSuspended: true } },
    ]);
  });

  it('is one no more once it is deregistered, and cannot be so twice', async () => {
    const { register, deregister, targets } = await scalable();
    await register();
    await deregister();
    expect(await targets()).toEqual([]);
    await expect(deregister()).rejects.toMatchObject({
      name: 'ObjectNotFoundException',
      message:
        'No scalable target found for service namespace: sagemaker, resource ID: endpoint/iris/variant/AllTraffic, ' +
        'scalable dimension: sagemaker:variant:DesiredInstanceCount',
    });
  });

  it('is found by its resource id, and by the controller', async () => {
    const { register, targets, client } = await scalable();
    await register();
    const { ScalableDimension } = iris;
    expect(await targets({ ResourceIds: [iris.ResourceId], ScalableDimension })).toHaveLength(1);
    expect(await targets({ ResourceIds: ['endpoint/iris/variant/other'] })).toEqual([]);
    expect(await targets({ ServiceNamespace: 'ecs' })).toEqual([]);
    const scaling = applicationAutoScaling(client);
    expect(await scaling.autoscaledVariants('iris', ['AllTraffic', 'other'])).toEqual(['AllTraffic']);
    expect(await scaling.autoscaledVariants('fraud', ['AllTraffic'])).toEqual([]);
  });
});

describe('SageMaker', () => {
  const text =
    'The variant(s) "AllTraffic" must be deregistered as scalable targets with AWS Auto Scaling before they can be ' +
    'removed or have their instance type updated.';

  it('refuses to change the instance type of a scalable target, until it is none any more', async () => {
    const { world, register, deregister } = await scalable();
    await register();
    await world.config('larger', 3, { InstanceType: 'ml.m5.xlarge' });
    const update = () => world.updateTo({ EndpointConfigName: 'larger' });
    await expect(update()).rejects.toMatchObject({ name: 'ValidationException', message: text });
    expect((await world.describe()).EndpointStatus).toBe('InService');
    await deregister();
    await update();
    expect((await world.describe()).EndpointStatus).toBe('Updating');
  });

  it('takes another model for it', async () => {
    const { world, register } = await scalable();
    await register();
    await world.update();
    expect((await world.describe()).EndpointStatus).toBe('Updating');
  });

  it('may be asked for any range while it updates the endpoint, since scaling is blocked then', async () => {
    const { world, register } = await scalable();
    await world.update();
    await register({ MinCapacity: 9, MaxCapacity: 9 });
  });

  it('deregisters it with its endpoint, and no other', async () => {
    const { world, register, targets } = await scalable();
    await world.client.send(
      new CreateEndpointCommand({ EndpointName: 'fraud', EndpointConfigName: 'green' }),
    );
    await world.clock.advance(240_000);
    const other = 'endpoint/fraud/variant/AllTraffic';
    await register();
    await register({ ...range, ResourceId: other });
    await world.remove();
    expect(await targets()).toMatchObject([{ ResourceId: other }]);
  });
});

describe('What is refused', () => {
  it.each([
    [
      'a variant that there is not',
      { ...range, ResourceId: 'endpoint/iris/variant/b' },
      /There is no SageMaker/,
    ],
    [
      'an endpoint that there is not',
      { ...range, ResourceId: 'endpoint/x/variant/a' },
      /There is no SageMaker/,
    ],
    ['a name in another case', { ...range, ResourceId: 'endpoint/Iris/variant/AllTraffic' }, /There is no/],
    [
      'a resource of another kind',
      { ...range, ResourceId: 'endpoint/iris' },
      /Unsupported service namespace/,
    ],
    ['a new target without a range', { MinCapacity: 1 }, /MinCapacity and MaxCapacity are required/],
    ['a range that ends before it begins', { MinCapacity: 4, MaxCapacity: 3 }, /cannot be less than minimum/],
    ['a range below nothing', { MinCapacity: -1, MaxCapacity: 3 }, /must not be negative/],
  ])('is %s', async (_, input, message) => {
    const { world, register, targets } = await scalable();
    await world.client.send(new CreateEndpointCommand({ EndpointName: 'new', EndpointConfigName: 'green' }));
    await expect(register(input)).rejects.toMatchObject({ name: 'ValidationException', message });
    expect(await targets()).toEqual([]);
  });

  it.each([
    ['a range that AWS would scale to at once', { MinCapacity: 4, MaxCapacity: 6 }, /while .* has 3/],
    ['a range that AWS would scale down to', { MinCapacity: 1, MaxCapacity: 2 }, /while .* has 3/],
    ['what is not SageMaker’s', { ...range, ServiceNamespace: 'ecs' }, /only of sagemaker/],
    [
      'the copies of an inference component',
      { ...range, ScalableDimension: 'sagemaker:inference-component:DesiredCopyCount' },
      /only of sagemaker, sagemaker:variant:DesiredInstanceCount/,
    ],
    ['tags', { ...range, Tags: { team: 'a' } }, /with Tags/],
  ] as const)('is %s, as not covered', async (_, input, message) => {
    const { register } = await scalable();
    await expect(register(input)).rejects.toMatchObject({ name: 'UnknownOperationException', message });
  });

  it('is what would scale: nothing does', async () => {
    const { register, client } = await scalable();
    await register();
    const policy = new PutScalingPolicyCommand({ ...iris, PolicyName: 'p' });
    await expect(client.send(policy)).rejects.toThrow(/PutScalingPolicy, since nothing is scaled here/);
    const schedule = new PutScheduledActionCommand({ ...iris, ScheduledActionName: 's' });
    await expect(client.send(schedule)).rejects.toThrow(/PutScheduledAction, since nothing is scaled here/);
  });

  it.each([
    ['more than 50 resource ids', { ResourceIds: Array(51).fill('x') }, 'ValidationException'],
    ['a dimension alone', { ScalableDimension: iris.ScalableDimension }, 'ValidationException'],
    ['a page of none', { MaxResults: 0 }, 'ValidationException'],
    ['a page of more than 50', { MaxResults: 51 }, 'ValidationException'],
    ['a token of nobody’s', { NextToken: 'x' }, 'InvalidNextTokenException'],
    ['no namespace', { ServiceNamespace: undefined }, 'ValidationException'],
  ])('is describing %s', async (_, input, name) => {
    const { targets } = await scalable();
    await expect(targets(input)).rejects.toMatchObject({ name });
  });

  it('tells everything that is missing at once', async () => {
    const { deregister } = await scalable();
    await expect(deregister({ ResourceId: undefined, ScalableDimension: undefined })).rejects.toThrow(
      "2 validation errors detected: Value null at 'resourceId' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'scalableDimension' failed to satisfy constraint: Member must not be null",
    );
  });
});

describe('Several targets', () => {
  it('come in pages', async () => {
    const { world, register, client } = await scalable();
    await world.configOf('two', [{ VariantName: 'a' }, { VariantName: 'b' }]);
    await world.client.send(new CreateEndpointCommand({ EndpointName: 'fraud', EndpointConfigName: 'two' }));
    await world.clock.advance(240_000);
    for (const name of ['a', 'b']) await register({ ...range, ResourceId: `endpoint/fraud/variant/${name}` });
    const page = (NextToken?: string) =>
      client.send(
        new DescribeScalableTargetsCommand({ ServiceNamespace: 'sagemaker', MaxResults: 1, NextToken }),
      );
    const first = await page();
    const second = await page(first.NextToken);
    expect([first, second].map(({ ScalableTargets }) => ScalableTargets?.map((t) => t.ResourceId))).toEqual([
      ['endpoint/fraud/variant/a'],
      ['endpoint/fraud/variant/b'],
    ]);
    expect(second.NextToken).toBeUndefined();
  });
});

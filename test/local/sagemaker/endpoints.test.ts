import {
  CreateEndpointCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  ListEndpointsCommand,
  type ListEndpointsInput,
  UpdateEndpointCommand,
  type UpdateEndpointInput,
} from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { canary, linear, localSageMaker, type World } from './support.ts';

const minute = 60_000;
const arn = 'arn:aws:sagemaker:us-east-1:000000000000:endpoint/iris';
const create = (world: World, EndpointName = 'iris', EndpointConfigName = 'blue') =>
  world.client.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName }));
const updateTo = (world: World, input: Partial<UpdateEndpointInput>) =>
  world.client.send(
    new UpdateEndpointCommand({ EndpointName: 'iris', EndpointConfigName: 'green', ...input }),
  );
const remove = (world: World) => world.client.send(new DeleteEndpointCommand({ EndpointName: 'iris' }));
const invalid = (message: string) => ({ name: 'ValidationException', message });

describe('creating an endpoint', () => {
  it('takes the provisioning time, then serves with one container per instance', async () => {
    const world = localSageMaker();
    await world.config('blue', 2);
    expect((await create(world, 'Iris')).EndpointArn).toBe(arn);

    const creating = await world.describe();
    expect(creating).toMatchObject({
      EndpointName: 'Iris',
      EndpointStatus: 'Creating',
      EndpointConfigName: 'blue',
      CreationTime: new Date('2026-01-05T00:00:00Z'),
      PendingDeploymentSummary: {
        EndpointConfigName: 'blue',
        StartTime: new Date('2026-01-05T00:00:00Z'),
        ProductionVariants: [
          {
            CurrentInstanceCount: 0,
            DesiredInstanceCount: 2,
            VariantStatus: [{ Status: 'Creating', StatusMessage: 'Launching 2 instance(s).' }],
          },
        ],
      },
    });
    expect(creating.ProductionVariants).toBeUndefined();

    await world.clock.advance(240_000);
    const { $metadata, ...serving } = await world.describe();
    expect(serving).toEqual({
      EndpointName: 'Iris',
      EndpointArn: arn,
      EndpointConfigName: 'blue',
      EndpointStatus: 'InService',
      CreationTime: new Date('2026-01-05T00:00:00Z'),
      LastModifiedTime: new Date('2026-01-05T00:04:00Z'),
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          CurrentWeight: 1,
          DesiredWeight: 1,
          CurrentInstanceCount: 2,
          DesiredInstanceCount: 2,
          DeployedImages: [
            {
              SpecifiedImage: 'blue-image',
              ResolvedImage: 'blue-image',
              ResolutionTime: new Date('2026-01-05T00:00:00Z'),
            },
          ],
        },
      ],
    });
    expect(world.containers.started.map((container) => container.spec.startupTimeoutMs)).toEqual([
      480_000, 480_000,
    ]);
  });

  it('keeps the deployment config for later, and starts no blue/green deployment by it', async () => {
    const world = localSageMaker();
    await world.config('blue');
    await world.client.send(
      new CreateEndpointCommand({
        EndpointName: 'iris',
        EndpointConfigName: 'blue',
        DeploymentConfig: canary,
      }),
    );
    await world.clock.advance(240_000);
    expect(await world.describe()).toMatchObject({
      EndpointStatus: 'InService',
      LastDeploymentConfig: canary,
    });
  });

  it.each([
    [
      'PingError',
      'The primary container for production variant AllTraffic did not pass the ping health check. Please check CloudWatch logs for this endpoint.',
    ],
    [
      'ModelDataError',
      'Failed to extract model data archive from URL "s3://bucket/models/iris/v1/model.tar.gz". Please ensure that the object located at the URL is a valid tar.gz archive.',
    ],
    ['ImageError', 'told by ImageError'],
  ])('fails on a %s, and only DeleteEndpoint is allowed then', async (failure, reason) => {
    const world = localSageMaker();
    await world.config('blue');
    await world.config('green');
    world.containers.failures.set('blue-image', failure);
    await create(world);
    await world.clock.advance(239_000);
    expect((await world.describe()).EndpointStatus).toBe('Creating');
    await world.clock.advance(1000);

    expect(await world.describe()).toMatchObject({
      EndpointStatus: 'Failed',
      FailureReason: reason,
      ProductionVariants: [{ CurrentInstanceCount: 0, DesiredInstanceCount: 3, CurrentWeight: 0 }],
    });
    await expect(updateTo(world, {})).rejects.toMatchObject({ name: 'ValidationException' });
    await remove(world);
    await world.clock.advance(minute);
    await expect(world.describe()).rejects.toMatchObject(invalid(`Could not find endpoint "${arn}".`));
  });

  it('fails if a container that had started no longer answers its ping', async () => {
    const world = localSageMaker();
    await world.config('blue');
    await create(world);
    await world.clock.advance(minute);
    const [first] = world.containers.started;
    if (first) first.answersPing = false;
    await world.clock.advance(3 * minute);
    expect((await world.describe()).EndpointStatus).toBe('Failed');
    expect(world.containers.running('blue-image')).toBe(0);
  });

  it('fails if the artifact has gone since the model was made', async () => {
    const world = localSageMaker();
    await world.config('blue');
    world.objects.clear();
    await create(world);
    await world.clock.advance(240_000);
    expect(await world.describe()).toMatchObject({
      EndpointStatus: 'Failed',
      FailureReason: expect.stringContaining('"s3://bucket/models/iris/v1/model.tar.gz"'),
    });
  });

  it('refuses a name that exists in any case, a config that does not, and one whose model is gone', async () => {
    const world = localSageMaker();
    await world.serving();
    await expect(create(world, 'IRIS')).rejects.toMatchObject(
      invalid(`Cannot create already existing endpoint "${arn}".`),
    );
    await expect(create(world, 'other', 'none')).rejects.toMatchObject(
      invalid(
        'Could not find endpoint configuration "arn:aws:sagemaker:us-east-1:000000000000:endpoint-config/none".',
      ),
    );
    await world.client.send(new DeleteModelCommand({ ModelName: 'green' }));
    await expect(create(world, 'other', 'green')).rejects.toMatchObject(
      invalid('Could not find model "arn:aws:sagemaker:us-east-1:000000000000:model/green".'),
    );
  });
});

describe('updating an endpoint', () => {
  it('shows the old config on top and the new one as pending while it lasts', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(canary);
    await world.clock.advance(300_000);
    expect(await world.describe()).toMatchObject({
      EndpointStatus: 'Updating',
      EndpointConfigName: 'blue',
      LastModifiedTime: new Date('2026-01-05T00:04:00Z'),
      LastDeploymentConfig: canary,
      ProductionVariants: [{ CurrentInstanceCount: 3, DesiredInstanceCount: 3 }],
      PendingDeploymentSummary: {
        EndpointConfigName: 'green',
        StartTime: new Date('2026-01-05T00:04:00Z'),
        ProductionVariants: [
          {
            VariantName: 'AllTraffic',
            InstanceType: 'ml.m5.large',
            CurrentWeight: 1,
            DesiredWeight: 1,
            CurrentInstanceCount: 1,
            DesiredInstanceCount: 3,
            VariantStatus: [
              {
                Status: 'Baking',
                StatusMessage:
                  'Baking for 300 seconds (WaitIntervalInSeconds) with traffic enabled on canary capacity of 1 instance(s).',
                StartTime: new Date('2026-01-05T00:08:00Z'),
              },
            ],
          },
        ],
      },
    });
  });

  it('moves LastModifiedTime when it ends, also when it ends on the old config', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(canary);
    await world.clock.advance(300_000);
    world.alarms.set('alarm', 'ALARM');
    await world.clock.advance(minute);
    expect(await world.describe()).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'blue',
      LastModifiedTime: new Date('2026-01-05T00:10:00Z'),
    });
  });

  it('leaves blue serving, with the reason, if green does not come up', async () => {
    const world = localSageMaker();
    await world.serving();
    world.containers.failures.set('green-image', 'PingError');
    await world.update(linear);
    await world.clock.advance(250_000);
    expect(await world.invoke()).toBe('blue-image');
    await world.clock.advance(5 * minute);
    expect(await world.describe()).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'blue',
      FailureReason:
        'The primary container for production variant AllTraffic did not pass the ping health check. Please check CloudWatch logs for this endpoint.',
    });

    world.containers.failures.clear();
    await world.update(linear);
    expect((await world.describe()).FailureReason).toBeUndefined();
  });

  it('refuses a second update, and deletion, while one is in progress', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(canary);
    const busy = invalid(`Cannot update in-progress endpoint "${arn}".`);
    await expect(world.update(canary)).rejects.toMatchObject(busy);
    await expect(remove(world)).rejects.toMatchObject(busy);
    await world.clock.advance(20 * minute);
    expect((await world.describe()).EndpointConfigName).toBe('green');
  });

  it('refuses an unknown endpoint and an unknown config', async () => {
    const world = localSageMaker();
    await expect(world.update()).rejects.toMatchObject(invalid(`Could not find endpoint "${arn}".`));
    await world.serving();
    await expect(updateTo(world, { EndpointConfigName: 'none' })).rejects.toMatchObject({
      message: expect.stringMatching(/^Could not find endpoint configuration ".*\/none"\.$/),
    });
  });

  it('refuses once the config that serves has been deleted', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'blue' }));
    await expect(world.update()).rejects.toMatchObject({
      message: expect.stringMatching(/^Could not find endpoint configuration ".*\/blue"\.$/),
    });
    expect(await world.invoke()).toBe('blue-image');
  });

  it('refuses the config that serves already, and other variant names', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.config('renamed', 3, { VariantName: 'Other' });
    await expect(updateTo(world, { EndpointConfigName: 'blue' })).rejects.toMatchObject(
      invalid('Cannot update endpoint with the currently in use endpoint configuration "blue".'),
    );
    const DeploymentConfig = canary;
    await expect(updateTo(world, { EndpointConfigName: 'renamed', DeploymentConfig })).rejects.toMatchObject({
      message: expect.stringContaining('expected AllTraffic, got Other'),
    });
  });

  it('keeps the running count and weight with RetainAllVariantProperties, except the excluded', async () => {
    const world = localSageMaker();
    await world.config('big', 4, { InitialVariantWeight: 2 });
    await world.serving(2);
    await updateTo(world, { EndpointConfigName: 'big', RetainAllVariantProperties: true });
    expect((await world.describe()).PendingDeploymentSummary?.ProductionVariants).toMatchObject([
      { DesiredInstanceCount: 2, DesiredWeight: 1 },
    ]);
    await world.clock.advance(10 * minute);
    expect(world.containers.running('big-image')).toBe(2);

    await world.config('heavy', 4, { InitialVariantWeight: 5 });
    await updateTo(world, {
      EndpointConfigName: 'heavy',
      RetainAllVariantProperties: true,
      ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' }],
    });
    expect((await world.describe()).PendingDeploymentSummary?.ProductionVariants).toMatchObject([
      { DesiredInstanceCount: 2, DesiredWeight: 5 },
    ]);
  });
});

describe('deleting an endpoint', () => {
  it('stops serving at once, and is gone after the termination time', async () => {
    const world = localSageMaker();
    await world.serving();
    await remove(world);
    expect((await world.describe()).EndpointStatus).toBe('Deleting');
    await expect(world.invoke()).rejects.toMatchObject({ name: 'ValidationError' });
    await world.clock.advance(minute);
    await expect(world.describe()).rejects.toMatchObject({ name: 'ValidationException' });
    expect(world.containers.running('blue-image')).toBe(0);
  });

  it('is refused while it is being created', async () => {
    const world = localSageMaker();
    await world.config('blue');
    await create(world);
    await expect(remove(world)).rejects.toMatchObject(
      invalid(`Cannot update in-progress endpoint "${arn}".`),
    );
  });
});

describe('listing endpoints', () => {
  it('filters by status and name, and sorts', async () => {
    const world = localSageMaker();
    await world.serving();
    await create(world, 'wine');
    await create(world, 'wheat');
    const names = async (input: ListEndpointsInput) =>
      (await world.client.send(new ListEndpointsCommand(input))).Endpoints?.map(
        (endpoint) => endpoint.EndpointName,
      );
    expect(await names({ SortBy: 'Name', SortOrder: 'Ascending' })).toEqual(['iris', 'wheat', 'wine']);
    expect(await names({ StatusEquals: 'InService' })).toEqual(['iris']);
    expect(await names({ NameContains: 'w', SortBy: 'Name' })).toEqual(['wine', 'wheat']);
  });
});

describe('stopping the local SageMaker', () => {
  it('stops every container and abandons what is under way', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(canary);
    await world.clock.advance(5 * minute);
    await world.sagemaker.stop();
    expect(world.containers.started.filter((container) => !container.stopped)).toEqual([]);
    expect(world.alarms.listeners).toBe(0);
    const before = world.events.length;
    await world.clock.advance(60 * minute);
    expect(world.events.length).toBe(before);
  });

  it('also stops a fleet that comes up only afterwards', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(canary);
    await world.sagemaker.stop();
    await world.clock.advance(60 * minute);
    expect(world.containers.started.filter((container) => !container.stopped)).toEqual([]);
  });
});

describe('a fault of the simulator itself', () => {
  it('is seen as a failed endpoint, neither lost nor thrown at whoever set off the alarm', async () => {
    const world = localSageMaker({
      onChange: ({ progress }) => {
        if (progress?.status === 'Deleting') throw new Error('boom');
      },
    });
    await world.serving();
    await world.update(canary);
    await world.clock.advance(5 * minute);
    world.alarms.set('alarm', 'ALARM');
    expect(await world.describe()).toMatchObject({
      EndpointStatus: 'Failed',
      FailureReason: 'The local SageMaker failed: boom',
    });
    expect(world.alarms.listeners).toBe(0);
  });
});

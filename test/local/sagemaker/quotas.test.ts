import { CreateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { allAtOnce, localSageMaker, rolling } from './support.ts';

const minute = 60_000;

const exceeded = (quota: number, used: number, delta: number) => ({
  name: 'ResourceLimitExceeded',
  message: `The account-level service limit 'ml.m5.large for endpoint usage' is ${quota} Instances, with current utilization of ${used} Instances and a request delta of ${delta} Instances. Please use AWS Service Quotas to request an increase for this quota. If AWS Service Quotas is not available, contact AWS support to request an increase for this quota.`,
});

/** `iris` InService on 3 instances of ml.m5.large, of which the account may have `quota`. */
const serving = async (quota: number) => {
  const world = localSageMaker({ quotas: { 'ml.m5.large': quota } });
  await world.serving(3);
  return {
    ...world,
    create: (EndpointName: string) =>
      world.client.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName: 'blue' })),
  };
};

describe('a service quota', () => {
  it('counts all endpoints, and makes nothing that it has no room for', async () => {
    const world = await serving(5);
    await expect(world.create('wine')).rejects.toMatchObject(exceeded(5, 3, 3));
    expect(world.sagemaker.snapshot('wine')).toBeUndefined();
    expect(world.events).toEqual([]);
  });

  it('counts both fleets of a blue/green update', async () => {
    const world = await serving(5);
    await expect(world.update(allAtOnce)).rejects.toMatchObject(exceeded(5, 3, 3));
    const { EndpointStatus, LastDeploymentConfig } = await world.describe();
    expect([EndpointStatus, LastDeploymentConfig]).toEqual(['InService', undefined]);
  });

  it('has room again once blue is terminated, not before', async () => {
    const world = await serving(6);
    await world.update(allAtOnce);
    await world.clock.advance(899_000);
    await expect(world.create('wine')).rejects.toMatchObject(exceeded(6, 6, 3));
    await world.clock.advance(1000);
    await world.create('wine');
  });

  it.each([
    [
      'green is terminated after a rollback',
      async (world: Awaited<ReturnType<typeof serving>>) => {
        world.alarms.set('alarm', 'ALARM');
        await world.update(allAtOnce);
        await world.clock.advance(5 * minute);
      },
    ],
    [
      'green did not come up',
      async (world: Awaited<ReturnType<typeof serving>>) => {
        world.sagemaker.injectFault({ endpoint: 'iris', config: 'green', ping: 'fails' });
        await world.update(allAtOnce);
        await world.clock.advance(5 * minute);
      },
    ],
    [
      'the endpoint is gone',
      async (world: Awaited<ReturnType<typeof serving>>) => {
        await world.remove();
        await world.clock.advance(minute);
        await world.create('third');
      },
    ],
    [
      'it is scaled in',
      async (world: Awaited<ReturnType<typeof serving>>) => {
        await world.rescale({ VariantName: 'AllTraffic', DesiredInstanceCount: 6 });
        await world.clock.advance(4 * minute);
        await world.rescale({ VariantName: 'AllTraffic', DesiredInstanceCount: 3 });
        await world.clock.advance(minute);
      },
    ],
  ])('has room again when %s', async (_, happen) => {
    const world = await serving(6);
    await happen(world);
    await world.create('wine');
    await expect(world.create('another')).rejects.toMatchObject(exceeded(6, 6, 3));
  });

  it('lets a rolling update through that needs a batch only', async () => {
    const world = await serving(4);
    await world.update(rolling(1));
    await world.clock.advance(60 * minute);
    expect((await world.describe()).EndpointConfigName).toBe('green');
    await expect(world.update(rolling(1))).rejects.toMatchObject({ name: 'ValidationException' });
    await world.updateTo({ EndpointConfigName: 'blue', DeploymentConfig: rolling(1) });
  });

  it('that a later batch has no room in rolls back, and says so', async () => {
    const world = localSageMaker({ quotas: { 'ml.m5.large': 5 } });
    await world.serving(3, 5);
    // 3 + 2; a blue one goes, for 2 of 5 are on; 2 + 2 + 2 are too many.
    await world.update(rolling(2));
    await world.clock.advance(60 * minute);
    const { EndpointConfigName, FailureReason } = await world.describe();
    expect(EndpointConfigName).toBe('blue');
    expect(FailureReason).toBe(exceeded(5, 4, 2).message);
    expect(world.containers.running('blue-image')).toBe(3);
    expect(world.containers.running('green-image')).toBe(0);
  });

  it('is no limit for types that it does not name', async () => {
    const world = localSageMaker({ quotas: { 'ml.g5.xlarge': 0 } });
    await world.serving(20);
    await world.update(allAtOnce);
  });

  it('keeps scaling out within it', async () => {
    const world = await serving(5);
    await expect(world.rescale({ VariantName: 'AllTraffic', DesiredInstanceCount: 6 })).rejects.toMatchObject(
      exceeded(5, 3, 3),
    );
    expect((await world.describe()).EndpointStatus).toBe('InService');
    await world.rescale({ VariantName: 'AllTraffic', DesiredInstanceCount: 5 });
  });
});

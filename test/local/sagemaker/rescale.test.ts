import { DeleteEndpointCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { canary, localSageMaker } from './support.ts';

const minute = 60_000;
const arn = 'arn:aws:sagemaker:us-east-1:000000000000:endpoint/iris';
const busy = { name: 'ValidationException', message: `Cannot update in-progress endpoint "${arn}".` };

/** `iris` InService on 3 instances of `AllTraffic`. */
const serving = async (options?: Parameters<typeof localSageMaker>[0]) => {
  const world = localSageMaker(options);
  await world.serving(3);
  return {
    ...world,
    scaleTo: (DesiredInstanceCount: number) =>
      world.rescale({ VariantName: 'AllTraffic', DesiredInstanceCount }),
  };
};

describe('scaling out', () => {
  it('shows old and new counts while it lasts, then serves with more', async () => {
    const world = await serving();
    await world.scaleTo(6);
    expect(await world.describe()).toMatchObject({
      EndpointStatus: 'Updating',
      EndpointConfigName: 'blue',
      ProductionVariants: [
        {
          CurrentInstanceCount: 3,
          DesiredInstanceCount: 6,
          VariantStatus: [{ Status: 'Updating', StatusMessage: 'Scaling out desired instance count to 6.' }],
        },
      ],
    });
    expect((await world.describe()).PendingDeploymentSummary).toBeUndefined();
    expect(await world.invoke()).toBe('blue-image');

    await world.clock.advance(4 * minute);
    const { ProductionVariants, EndpointStatus } = await world.describe();
    expect(EndpointStatus).toBe('InService');
    expect(ProductionVariants).toMatchObject([{ CurrentInstanceCount: 6, DesiredInstanceCount: 6 }]);
    expect(ProductionVariants?.[0]?.VariantStatus).toBeUndefined();
    expect(world.containers.running('blue-image')).toBe(6);
    expect(world.sagemaker.snapshot('iris')?.fleets).toMatchObject([{ active: 6 }]);
  });

  it("is told by events, as in AWS's sample", async () => {
    const world = await serving();
    await world.scaleTo(6);
    await world.clock.advance(4 * minute);
    expect(world.events.map(({ event }) => [event.detailType, event.detail.EndpointStatus])).toEqual([
      ['SageMaker Endpoint State Change', 'UPDATING'],
      ['SageMaker Endpoint Deployment State Change', 'UPDATING'],
      ['SageMaker Endpoint State Change', 'IN_SERVICE'],
    ]);
    const { detail } = world.events[1]?.event ?? {};
    expect(detail?.ProductionVariants).toEqual([
      {
        VariantName: 'AllTraffic',
        CurrentWeight: 1,
        DesiredWeight: 1,
        CurrentInstanceCount: 3,
        DesiredInstanceCount: 6,
        VariantStatus: [
          {
            Status: 'Updating',
            StatusMessage: 'Scaling out desired instance count to 6.',
            StartTime: Date.UTC(2026, 0, 5, 0, 4),
          },
        ],
      },
    ]);
    expect(detail).not.toHaveProperty('PendingDeploymentSummary');
  });

  it('that cannot be had leaves the count as it was, and says why', async () => {
    const world = await serving();
    world.sagemaker.injectFault({ endpoint: 'iris', capacity: { availableInstances: 2 } });
    await world.scaleTo(6);
    await world.clock.advance(4 * minute);
    expect(await world.describe()).toMatchObject({
      EndpointStatus: 'InService',
      FailureReason: expect.stringContaining('InsufficientInstanceCapacity'),
      ProductionVariants: [{ CurrentInstanceCount: 3, DesiredInstanceCount: 3 }],
    });
    await world.scaleTo(5);
    await world.clock.advance(4 * minute);
    expect(world.containers.running('blue-image')).toBe(5);
    expect((await world.describe()).FailureReason).toBeUndefined();
  });
});

describe('scaling in', () => {
  it('takes instances out of traffic at once and terminates them', async () => {
    const world = await serving();
    await world.scaleTo(1);
    expect(world.sagemaker.snapshot('iris')?.fleets).toMatchObject([{ instances: 3, active: 1, share: 1 }]);
    expect((await world.describe()).ProductionVariants).toMatchObject([
      {
        CurrentInstanceCount: 3,
        DesiredInstanceCount: 1,
        VariantStatus: [{ StatusMessage: 'Scaling in desired instance count to 1.' }],
      },
    ]);
    await world.clock.advance(minute);
    expect((await world.describe()).ProductionVariants).toMatchObject([{ CurrentInstanceCount: 1 }]);
    expect(world.containers.running('blue-image')).toBe(1);
  });

  it('below one instance is refused', async () => {
    const world = await serving();
    await expect(world.scaleTo(0)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('weights', () => {
  it('count at once', async () => {
    const world = localSageMaker();
    await world.servingVariants([{ VariantName: 'A' }, { VariantName: 'B' }]);
    await world.rescale({ VariantName: 'A', DesiredWeight: 3 }, { VariantName: 'B', DesiredWeight: 1 });
    expect((await world.describe()).EndpointStatus).toBe('Updating');
    expect(world.sagemaker.snapshot('iris')?.fleets.map(({ share }) => share)).toEqual([0.75, 0.25]);
    await world.clock.advance(0);
    expect(await world.describe()).toMatchObject({
      EndpointStatus: 'InService',
      ProductionVariants: [
        { VariantName: 'A', CurrentWeight: 3, DesiredWeight: 3 },
        { VariantName: 'B', CurrentWeight: 1, DesiredWeight: 1 },
      ],
    });
  });

  it('alone are no deployment', async () => {
    const world = await serving();
    await world.rescale({ VariantName: 'AllTraffic', DesiredWeight: 2 });
    await world.clock.advance(0);
    expect(world.events.filter(({ event }) => event.detailType.includes('Deployment'))).toEqual([]);
  });
});

describe('UpdateEndpointWeightsAndCapacities', () => {
  it('is for endpoints InService only, and keeps everything else out meanwhile', async () => {
    const world = await serving();
    await world.update(canary);
    await expect(world.scaleTo(6)).rejects.toMatchObject(busy);
    await world.clock.advance(20 * minute);
    await world.scaleTo(6);
    await expect(world.scaleTo(7)).rejects.toMatchObject(busy);
    await expect(world.updateTo({ EndpointConfigName: 'blue' })).rejects.toMatchObject(busy);
    await expect(
      world.client.send(new DeleteEndpointCommand({ EndpointName: 'iris' })),
    ).rejects.toMatchObject(busy);
  });

  it('knows its variants, each once', async () => {
    const world = await serving();
    await expect(world.rescale({ VariantName: 'Other', DesiredWeight: 1 })).rejects.toMatchObject({
      message: `Could not find variant "Other" of endpoint "${arn}".`,
    });
    const twice = { VariantName: 'AllTraffic', DesiredWeight: 1 };
    await expect(world.rescale(twice, twice)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('is abandoned when the local SageMaker stops', async () => {
    const world = await serving();
    await world.scaleTo(6);
    await world.sagemaker.stop();
    await world.clock.advance(10 * minute);
    expect(world.containers.running('blue-image')).toBe(0);
  });
});

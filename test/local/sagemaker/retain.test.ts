import { CreateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { allAtOnce, canary, localSageMaker, type World } from './support.ts';

const minute = 60_000;

const bakes = (world: World) => world.story().filter((line) => line.includes('Baking'));

describe('RetainDeploymentConfig', () => {
  it('reuses the config that CreateEndpoint was given, alarms included', async () => {
    const world = localSageMaker();
    await world.config('blue');
    await world.config('green');
    const create = new CreateEndpointCommand({
      EndpointName: 'iris',
      EndpointConfigName: 'blue',
      DeploymentConfig: canary,
    });
    await world.client.send(create);
    await world.clock.advance(4 * minute);
    await world.updateTo({ RetainDeploymentConfig: true });
    await world.clock.advance(5 * minute);
    expect(world.story().at(-1)).toContain('canary capacity of 1');
    world.alarms.set('alarm', 'ALARM');
    await world.clock.advance(minute);
    expect((await world.describe()).EndpointConfigName).toBe('blue');
  });

  it('reuses the last one, not the first', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(canary);
    await world.clock.advance(20 * minute);
    await world.updateTo({ EndpointConfigName: 'blue', DeploymentConfig: allAtOnce });
    await world.clock.advance(20 * minute);
    world.snapshots.length = 0;
    await world.updateTo({ RetainDeploymentConfig: true });
    await world.clock.advance(20 * minute);
    expect(bakes(world)).toHaveLength(1);
    expect(bakes(world)[0]).toContain('600 seconds (TerminationWaitInSeconds)');
    expect((await world.describe()).LastDeploymentConfig).toEqual(allAtOnce);
  });

  it('is as no policy where none is stored', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.updateTo({ RetainDeploymentConfig: true });
    await world.clock.advance(5 * minute);
    expect(bakes(world)).toEqual([]);
    expect((await world.describe()).EndpointConfigName).toBe('green');
  });

  it('is refused beside a DeploymentConfig', async () => {
    const world = localSageMaker();
    await world.serving();
    await expect(
      world.updateTo({ RetainDeploymentConfig: true, DeploymentConfig: canary }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    expect((await world.describe()).EndpointStatus).toBe('InService');
  });

  it('is checked against the new fleet', async () => {
    const world = localSageMaker();
    await world.serving(3);
    await world.update(canary);
    await world.clock.advance(20 * minute);
    await world.config('tiny', 1);
    // One instance of one is 100 %.
    await expect(
      world.updateTo({ EndpointConfigName: 'tiny', RetainDeploymentConfig: true }),
    ).rejects.toMatchObject({ message: expect.stringContaining('CanarySize') });
  });
});

describe('RetainAllVariantProperties', () => {
  it('keeps what UpdateEndpointWeightsAndCapacities has set, variant by variant', async () => {
    const world = localSageMaker();
    await world.servingVariants([
      { VariantName: 'A', InitialInstanceCount: 1 },
      { VariantName: 'B', InitialInstanceCount: 2 },
    ]);
    await world.rescale({ VariantName: 'A', DesiredInstanceCount: 3, DesiredWeight: 5 });
    await world.clock.advance(5 * minute);
    await world.updateTo({
      RetainAllVariantProperties: true,
      ExcludeRetainedVariantProperties: [
        { VariantPropertyType: 'DesiredWeight' },
        { VariantPropertyType: 'DataCaptureConfig' },
      ],
    });
    await world.clock.advance(5 * minute);
    expect((await world.describe()).ProductionVariants).toMatchObject([
      { VariantName: 'A', CurrentInstanceCount: 3, CurrentWeight: 1 },
      { VariantName: 'B', CurrentInstanceCount: 2, CurrentWeight: 1 },
    ]);
  });

  it('left out, lets the fleet drop to the count of the config', async () => {
    const world = localSageMaker();
    await world.serving(1);
    await world.rescale({ VariantName: 'AllTraffic', DesiredInstanceCount: 4 });
    await world.clock.advance(5 * minute);
    await world.updateTo({});
    await world.clock.advance(5 * minute);
    expect(world.containers.running('green-image')).toBe(1);
  });
});

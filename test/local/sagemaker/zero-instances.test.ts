import { CreateEndpointConfigCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { allAtOnce, localSageMaker, policyOf } from './support.ts';

const minute = 60_000;

/** `iris` InService on 2 instances, with configs of asynchronous endpoints. */
async function asynchronous(options: Parameters<typeof localSageMaker>[0] = {}) {
  const world = localSageMaker(options);
  await world.serving(2);
  const make = (name: string, model: string) =>
    world.client.send(
      new CreateEndpointConfigCommand({
        EndpointConfigName: name,
        AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://bucket/answers' } },
        ProductionVariants: [
          {
            VariantName: 'AllTraffic',
            ModelName: model,
            InstanceType: 'ml.m5.large',
            InitialInstanceCount: 1,
          },
        ],
      }),
    );
  await make('first', 'blue');
  await make('next', 'green');
  await world.updateTo({ EndpointConfigName: 'first', RetainAllVariantProperties: true });
  await world.clock.advance(10 * minute);
  const scaleTo = async (DesiredInstanceCount: number) => {
    await world.rescale({ VariantName: 'AllTraffic', DesiredInstanceCount });
    await world.clock.advance(10 * minute);
  };
  const counts = async () => {
    const { EndpointStatus, ProductionVariants: [only] = [] } = await world.describe();
    return [EndpointStatus, only?.CurrentInstanceCount, only?.DesiredInstanceCount];
  };
  return { ...world, scaleTo, counts };
}

describe('An asynchronous endpoint at 0 instances', () => {
  it('is there, serves nobody, and can be scaled out again', async () => {
    const world = await asynchronous();
    await world.scaleTo(0);
    expect(await world.counts()).toEqual(['InService', 0, 0]);
    expect(world.containers.running('blue-image')).toBe(0);
    expect(world.sagemaker.snapshot('iris')).toMatchObject({
      scaledToZero: true,
      fleets: [{ instances: 0, active: 0, share: 0 }],
    });
    await world.scaleTo(2);
    expect(await world.counts()).toEqual(['InService', 2, 2]);
    expect(world.sagemaker.snapshot('iris')).toMatchObject({ scaledToZero: false, fleets: [{ share: 1 }] });
  });

  it('is updated with 0 instances, and serves the new model once it is scaled out', async () => {
    const world = await asynchronous();
    await world.scaleTo(0);
    await world.updateTo({
      EndpointConfigName: 'next',
      RetainAllVariantProperties: true,
      DeploymentConfig: allAtOnce,
    });
    await world.clock.advance(5 * minute);
    expect((await world.describe()).PendingDeploymentSummary).toMatchObject({
      ProductionVariants: [{ DesiredInstanceCount: 0, VariantStatus: [{ Status: 'Baking' }] }],
    });
    const bake = policyOf(allAtOnce).TerminationWaitInSeconds ?? 0;
    await world.clock.advance(bake * 1000 + minute);
    expect((await world.describe()).EndpointConfigName).toBe('next');
    expect(await world.counts()).toEqual(['InService', 0, 0]);
    expect(world.containers.running('green-image')).toBe(0);
    await world.scaleTo(1);
    expect(world.containers.running('green-image')).toBe(1);
  });

  it('gets the new config’s own count where that is not retained', async () => {
    const world = await asynchronous();
    await world.scaleTo(0);
    await world.updateTo({ EndpointConfigName: 'next' });
    await world.clock.advance(10 * minute);
    expect(await world.counts()).toEqual(['InService', 1, 1]);
  });

  it('gets it all the same by the other reading of RetainAllVariantProperties', async () => {
    const world = await asynchronous({ assumptions: { retainedZero: 'initial-count' } });
    await world.scaleTo(0);
    await world.updateTo({ EndpointConfigName: 'next', RetainAllVariantProperties: true });
    await world.clock.advance(10 * minute);
    expect(await world.counts()).toEqual(['InService', 1, 1]);
  });
});

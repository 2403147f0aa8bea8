import {
  CreateEndpointConfigCommand,
  DeleteEndpointConfigCommand,
  DescribeEndpointConfigCommand,
  ListEndpointConfigsCommand,
  type ProductionVariant,
} from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { localSageMaker } from '../support.ts';

const arn = 'arn:aws:sagemaker:us-east-1:000000000000:endpoint-config/c1';
const variant: ProductionVariant = {
  VariantName: 'AllTraffic',
  ModelName: 'blue',
  InstanceType: 'ml.m5.large',
  InitialInstanceCount: 2,
};

/** A local SageMaker with the model `blue`. */
const setUp = async () => {
  const world = localSageMaker();
  await world.config('blue');
  return {
    client: world.client,
    create: (...ProductionVariants: ProductionVariant[]) =>
      world.client.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'C1', ProductionVariants })),
    describe: () => world.client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: 'C1' })),
  };
};

describe('an endpoint config', () => {
  it('is shown as it was made, with the default weight', async () => {
    const { create, describe } = await setUp();
    expect((await create(variant)).EndpointConfigArn).toBe(arn);
    const { $metadata, ...shown } = await describe();
    expect(shown).toEqual({
      EndpointConfigName: 'C1',
      EndpointConfigArn: arn,
      ProductionVariants: [{ ...variant, InitialVariantWeight: 1 }],
      CreationTime: new Date('2026-01-05T00:00:00Z'),
    });
  });

  it('is made only once', async () => {
    const { create } = await setUp();
    await create(variant);
    await expect(create(variant)).rejects.toMatchObject({
      name: 'ValidationException',
      message: `Cannot create already existing endpoint configuration "${arn}".`,
    });
  });

  it('needs a model that exists, and an instance type and count', async () => {
    const { create } = await setUp();
    await expect(create({ ...variant, ModelName: 'none' })).rejects.toMatchObject({
      message: 'Could not find model "arn:aws:sagemaker:us-east-1:000000000000:model/none".',
    });
    await expect(create({ ...variant, InstanceType: undefined })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'InstanceType is required for production variant AllTraffic.',
    });
  });

  it('may have several variants, of different names and models that exist', async () => {
    const { create, describe } = await setUp();
    await expect(create(variant, variant)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Production variant names must be unique: AllTraffic is given twice.',
    });
    const second = { ...variant, VariantName: 'B', InitialVariantWeight: 0 };
    await expect(create(variant, { ...second, ModelName: 'none' })).rejects.toMatchObject({
      message: 'Could not find model "arn:aws:sagemaker:us-east-1:000000000000:model/none".',
    });
    await create(variant, second);
    expect((await describe()).ProductionVariants).toEqual([{ ...variant, InitialVariantWeight: 1 }, second]);
  });

  it('may have instance pools instead of a type, with models that exist', async () => {
    const { create, describe } = await setUp();
    const pool = { InstanceType: 'ml.g5.xlarge' as const, Priority: 1, ModelNameOverride: 'blue' };
    const pooled = { ...variant, InstanceType: undefined, InstancePools: [pool] };
    await expect(create({ ...variant, InstancePools: [pool] })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'InstanceType and InstancePools cannot both be given for production variant AllTraffic.',
    });
    await expect(
      create({ ...pooled, InstancePools: [{ ...pool, ModelNameOverride: 'none' }] }),
    ).rejects.toMatchObject({
      message: 'Could not find model "arn:aws:sagemaker:us-east-1:000000000000:model/none".',
    });
    await create(pooled);
    const { InstanceType, ...shown } = pooled;
    expect((await describe()).ProductionVariants).toEqual([
      { ...shown, InitialInstanceCount: 2, InitialVariantWeight: 1 },
    ]);
  });

  it('with a variant without a model is refused as not covered', async () => {
    const { create } = await setUp();
    const name = 'UnknownOperationException';
    await expect(create({ ...variant, ModelName: undefined })).rejects.toMatchObject({ name });
  });

  it('can be listed and deleted', async () => {
    const { create, client, describe } = await setUp();
    await create(variant);
    const list = new ListEndpointConfigsCommand({ NameContains: 'C' });
    expect((await client.send(list)).EndpointConfigs?.map((config) => config.EndpointConfigName)).toEqual([
      'C1',
    ]);
    await client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'C1' }));
    await expect(describe()).rejects.toMatchObject({
      message: `Could not find endpoint configuration "${arn}".`,
    });
  });
});

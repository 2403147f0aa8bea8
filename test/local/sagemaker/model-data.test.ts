import { CreateEndpointCommand, CreateModelCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { localSageMaker, type World } from './support.ts';

/** An endpoint whose model is `S3Uri`, uncompressed, fifteen minutes after it was asked for. */
async function deploy(world: World, S3Uri: string, S3DataType: 'S3Prefix' | 'S3Object') {
  const S3DataSource = { S3Uri, S3DataType, CompressionType: 'None' } as const;
  await world.client.send(
    new CreateModelCommand({
      ModelName: 'large',
      PrimaryContainer: { Image: 'large-image', ModelDataSource: { S3DataSource } },
    }),
  );
  await world.config('blue', 1, { ModelName: 'large' });
  const endpoint = { EndpointName: 'iris', EndpointConfigName: 'blue' };
  await world.client.send(new CreateEndpointCommand(endpoint));
  await world.clock.advance(900_000);
  return world.describe();
}

const files = (world: World) =>
  world.containers.started[0]?.spec.files?.map(({ path, content }) => [path, [...content]]);

describe('an uncompressed model', () => {
  it('of a folder gives each object as a file, called by what follows the prefix', async () => {
    const world = localSageMaker();
    world.objects.set('m/weights/part-1.bin', new Uint8Array([1]));
    world.objects.set('m/config.json', new Uint8Array([2]));
    world.objects.set('m2/other', new Uint8Array([3]));
    expect(await deploy(world, 's3://bucket/m/', 'S3Prefix')).toMatchObject({ EndpointStatus: 'InService' });
    expect(files(world)).toEqual([
      ['config.json', [2]],
      ['weights/part-1.bin', [1]],
    ]);
    expect(world.containers.started[0]?.spec.artifact).toBeUndefined();
  });

  it('of one object gives a file called by the last part of its key', async () => {
    const world = localSageMaker();
    world.objects.set('m/weights/part-1.bin', new Uint8Array([1]));
    await deploy(world, 's3://bucket/m/weights/part-1.bin', 'S3Object');
    expect(files(world)).toEqual([['part-1.bin', [1]]]);
  });

  it('whose files cannot be written fails, and says which', async () => {
    const world = localSageMaker();
    world.objects.set('m/config.json', new Uint8Array([2]));
    world.containers.failures.set('large-image', 'ModelDataError');
    expect(await deploy(world, 's3://bucket/m/', 'S3Prefix')).toMatchObject({
      EndpointStatus: 'Failed',
      FailureReason: 'Failed to download model data from URL "s3://bucket/m/": told by ModelDataError.',
    });
  });
});

import {
  CreateModelCommand,
  type CreateModelInput,
  DeleteModelCommand,
  DescribeModelCommand,
  ListModelsCommand,
} from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { localSageMaker } from '../support.ts';

const ModelDataUrl = 's3://bucket/models/iris/v1/model.tar.gz';
const arn = 'arn:aws:sagemaker:us-east-1:000000000000:model/iris-1';

const setUp = () => {
  const { client, objects } = localSageMaker();
  return {
    client,
    objects,
    create: (input: Partial<CreateModelInput> = {}) =>
      client.send(
        new CreateModelCommand({
          ModelName: 'Iris-1',
          PrimaryContainer: { Image: 'local:iris', ModelDataUrl },
          ...input,
        }),
      ),
    describe: () => client.send(new DescribeModelCommand({ ModelName: 'Iris-1' })),
  };
};

describe('a model', () => {
  it('is shown as it was made', async () => {
    const { create, describe } = setUp();
    const role = 'arn:aws:iam::000000000000:role/models';
    const container = { Image: 'local:iris', ModelDataUrl, Environment: { THRESHOLD: '0.5' } };
    const { ModelArn } = await create({
      ExecutionRoleArn: role,
      PrimaryContainer: container,
      EnableNetworkIsolation: true,
    });
    expect(ModelArn).toBe(arn);
    const { $metadata, ...shown } = await describe();
    expect(shown).toEqual({
      ModelName: 'Iris-1',
      ModelArn: arn,
      CreationTime: new Date('2026-01-05T00:00:00Z'),
      PrimaryContainer: { Mode: 'SingleModel', ...container },
      ExecutionRoleArn: role,
      EnableNetworkIsolation: true,
    });
  });

  it('may name its artifact by an S3 data source', async () => {
    const { create } = setUp();
    const S3DataSource = { S3Uri: ModelDataUrl, S3DataType: 'S3Object', CompressionType: 'Gzip' } as const;
    await create({ PrimaryContainer: { Image: 'local:iris', ModelDataSource: { S3DataSource } } });
    const missing = { ...S3DataSource, S3Uri: 's3://bucket/none.tar.gz' };
    await expect(
      create({
        ModelName: 'b',
        PrimaryContainer: { Image: 'i', ModelDataSource: { S3DataSource: missing } },
      }),
    ).rejects.toMatchObject({ message: 'Could not find model data at s3://bucket/none.tar.gz.' });
  });

  it('may be a folder of files, of which there must be one', async () => {
    const { create, objects } = setUp();
    objects.set('large/weights.bin', new Uint8Array([1]));
    const from = (S3Uri: string) => {
      const S3DataSource = { S3Uri, S3DataType: 'S3Prefix', CompressionType: 'None' } as const;
      return create({ PrimaryContainer: { Image: 'local:iris', ModelDataSource: { S3DataSource } } });
    };
    await expect(from('s3://bucket/large')).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('must end with a forward slash'),
    });
    await expect(from('s3://bucket/other/')).rejects.toMatchObject({
      message: 'Could not find model data at s3://bucket/other/.',
    });
    await from('s3://bucket/large/');
  });

  it('needs its artifact to be in S3', async () => {
    const { create, objects, describe } = setUp();
    objects.clear();
    await expect(create()).rejects.toMatchObject({
      name: 'ValidationException',
      message: `Could not find model data at ${ModelDataUrl}.`,
    });
    await expect(describe()).rejects.toMatchObject({ message: `Could not find model "${arn}".` });
  });

  it('is made only once, whatever the case of its name', async () => {
    const { create } = setUp();
    await create();
    await expect(create({ ModelName: 'IRIS-1' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: `Cannot create already existing model "${arn}".`,
    });
  });

  it.each([
    ['Mode MultiModel', { Image: 'i', Mode: 'MultiModel' as const }],
    [
      'S3Prefix and CompressionType Gzip',
      {
        Image: 'i',
        ModelDataSource: {
          S3DataSource: { S3Uri: 's3://b/k/', S3DataType: 'S3Prefix', CompressionType: 'Gzip' },
        },
      },
    ],
    ['https://', { Image: 'i', ModelDataUrl: 'https://bucket.s3.amazonaws.com/model.tar.gz' }],
  ] as const)('with %s is refused as not covered', async (what, PrimaryContainer) => {
    const { create } = setUp();
    await expect(create({ PrimaryContainer })).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining(what),
    });
  });

  it('may be a product of AWS Marketplace: a model package of another account', async () => {
    const { create, describe } = setUp();
    const product = { ModelPackageName: 'arn:aws:sagemaker:us-east-1:111122223333:model-package/fraud' };
    await create({ PrimaryContainer: product });
    expect((await describe()).PrimaryContainer).toEqual({ Mode: 'SingleModel', ...product });
    await expect(
      create({ ModelName: 'two', PrimaryContainer: { ...product, Image: 'i' } }),
    ).rejects.toMatchObject({ message: 'Image and ModelPackageName cannot both be given.' });
  });

  it.each(['fraud', 'arn:aws:sagemaker:us-east-1:000000000000:model-package/fraud/3'])(
    'of its own account’s registry (%s) is refused: there is none',
    async (ModelPackageName) => {
      const { create } = setUp();
      await expect(create({ PrimaryContainer: { ModelPackageName } })).rejects.toMatchObject({
        name: 'UnknownOperationException',
        message: expect.stringContaining('ModelPackageName'),
      });
    },
  );

  it('may name its one container in a list, and is shown so', async () => {
    const { create, describe } = setUp();
    const container = { Image: 'local:iris', ModelDataUrl, ContainerHostname: 'first' };
    await create({ PrimaryContainer: undefined, Containers: [container] });
    const { Containers, PrimaryContainer } = await describe();
    expect(Containers).toEqual([{ Mode: 'SingleModel', ...container }]);
    expect(PrimaryContainer).toBeUndefined();
  });

  it('has one container, named once', async () => {
    const { create } = setUp();
    const container = { Image: 'local:iris' };
    await expect(create({ Containers: [container] })).rejects.toMatchObject({
      message: 'PrimaryContainer and Containers cannot both be given.',
    });
    for (const none of [{ PrimaryContainer: undefined }, { PrimaryContainer: undefined, Containers: [] }]) {
      await expect(create(none)).rejects.toMatchObject({ message: 'PrimaryContainer is required.' });
    }
  });

  it('has an environment of at most 32 KB in all, and of 1024 bytes in each part', async () => {
    const { create } = setUp();
    const withEnvironment = (Environment: Record<string, string>) =>
      create({ PrimaryContainer: { Image: 'local:iris', Environment } });
    await expect(withEnvironment({ A: 'é'.repeat(513) })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Each key and value of Environment must be at most 1024 bytes long.',
    });
    // 32 entries of a key of 4 bytes and a value of 1020 are 32 KB: one byte more is too much.
    const full = Object.fromEntries(Array.from({ length: 32 }, (_, i) => [`K_${i + 10}`, 'x'.repeat(1020)]));
    await expect(withEnvironment({ ...full, A: '' })).rejects.toMatchObject({
      message: 'All keys and values of Environment must be at most 32 KB long together.',
    });
    await withEnvironment(full);
  });

  it('can be listed and deleted', async () => {
    const { create, client, describe } = setUp();
    await create();
    const list = () => client.send(new ListModelsCommand({}));
    expect((await list()).Models).toEqual([
      { ModelName: 'Iris-1', ModelArn: arn, CreationTime: new Date('2026-01-05T00:00:00Z') },
    ]);
    await client.send(new DeleteModelCommand({ ModelName: 'Iris-1' }));
    expect((await list()).Models).toEqual([]);
    await expect(describe()).rejects.toMatchObject({ message: `Could not find model "${arn}".` });
  });
});

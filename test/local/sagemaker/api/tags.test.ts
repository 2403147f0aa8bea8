import {
  AddTagsCommand,
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointConfigCommand,
  DeleteTagsCommand,
  ListTagsCommand,
  type Tag,
} from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { localSageMaker } from '../support.ts';

const arn = (resource: string) => `arn:aws:sagemaker:us-east-1:000000000000:${resource}`;
const kinds = ['model/blue', 'endpoint-config/blue', 'endpoint/iris'].map(arn);
const many = (count: number): Tag[] => Array.from({ length: count }, (_, i) => ({ Key: `k${i}`, Value: '' }));

/** A local SageMaker with a model and an endpoint config `blue` and an endpoint `iris`. */
const setUp = async () => {
  const world = localSageMaker();
  await world.serving(1);
  const { client } = world;
  return {
    ...world,
    add: (ResourceArn: string, ...Tags: Tag[]) => client.send(new AddTagsCommand({ ResourceArn, Tags })),
    remove: (ResourceArn: string, ...TagKeys: string[]) =>
      client.send(new DeleteTagsCommand({ ResourceArn, TagKeys })),
    list: async (ResourceArn: string) => (await client.send(new ListTagsCommand({ ResourceArn }))).Tags,
  };
};

describe('tags', () => {
  it.each(kinds)('of %s are added, overwritten by key, listed and deleted', async (resource) => {
    const { add, remove, list } = await setUp();
    expect(await list(resource)).toEqual([]);
    await add(resource, { Key: 'team', Value: 'flowers' }, { Key: 'Team', Value: '' });
    const { Tags } = await add(resource, { Key: 'team', Value: 'trees' }, { Key: 'owner', Value: 'é' });
    const all = [
      { Key: 'team', Value: 'trees' },
      { Key: 'Team', Value: '' },
      { Key: 'owner', Value: 'é' },
    ];
    expect(Tags).toEqual(all);
    expect(await list(resource)).toEqual(all);
    await remove(resource, 'Team', 'none');
    expect(await list(resource)).toEqual([all[0], all[2]]);
  });

  it('can be given at creation, and are gone with their resource', async () => {
    const { client, list } = await setUp();
    const Tags = [{ Key: 'team', Value: 'flowers' }];
    const { ModelArn } = await client.send(
      new CreateModelCommand({ ModelName: 'tagged', PrimaryContainer: { Image: 'i' }, Tags }),
    );
    const variant = { VariantName: 'v', ModelName: 'tagged', InstanceType: 'ml.m5.large' as const };
    const { EndpointConfigArn } = await client.send(
      new CreateEndpointConfigCommand({
        EndpointConfigName: 'tagged',
        ProductionVariants: [{ ...variant, InitialInstanceCount: 1 }],
        Tags,
      }),
    );
    const { EndpointArn } = await client.send(
      new CreateEndpointCommand({ EndpointName: 'tagged', EndpointConfigName: 'tagged', Tags }),
    );
    for (const tagged of [ModelArn, EndpointConfigArn, EndpointArn]) {
      expect(await list(tagged ?? '')).toEqual(Tags);
    }
    await client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'tagged' }));
    await expect(list(EndpointConfigArn ?? '')).rejects.toMatchObject({
      message: `Could not find endpoint configuration "${EndpointConfigArn}".`,
    });
  });

  it('are at most 50, counted after the change', async () => {
    const { add, list } = await setUp();
    const [model = ''] = kinds;
    await add(model, ...many(50));
    await add(model, { Key: 'k0', Value: 'overwritten' });
    await expect(add(model, { Key: 'one more', Value: '' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'A resource can have at most 50 tags; it would have 51.',
    });
    expect(await list(model)).toHaveLength(50);
  });

  it.each<[Tag[], string]>([
    [[{ Key: 'aws:x', Value: '' }], 'aws: prefixed tag key names are not allowed for external use.'],
    [[{ Key: 'AWS:x', Value: '' }], 'aws: prefixed tag key names are not allowed for external use.'],
    [
      [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
      'Tag keys must be unique per resource: "a" is given twice.',
    ],
    [[{ Key: 'a!', Value: '' }], 'Member must satisfy regular expression pattern'],
  ])('%j are refused, and at creation too', async (tags, message) => {
    const { add, client, list } = await setUp();
    const [model = ''] = kinds;
    const refusal = { name: 'ValidationException', message: expect.stringContaining(message) };
    await expect(add(model, { Key: 'good', Value: '' }, ...tags)).rejects.toMatchObject(refusal);
    expect(await list(model)).toEqual([]);
    const create = new CreateModelCommand({ ModelName: 'm', PrimaryContainer: { Image: 'i' }, Tags: tags });
    await expect(client.send(create)).rejects.toMatchObject(refusal);
  });

  it('of what is not there, or elsewhere, are not found', async () => {
    const { list } = await setUp();
    for (const [missing, kind] of [
      [arn('endpoint/none'), 'endpoint'],
      [arn('model/blue').replace('us-east-1', 'eu-west-1'), 'model'],
      [arn('endpoint-config/blue').replace('000000000000', '111122223333'), 'endpoint configuration'],
      [arn('model/blue/1'), 'model'],
    ] as const) {
      await expect(list(missing)).rejects.toMatchObject({
        name: 'ValidationException',
        message: `Could not find ${kind} "${missing}".`,
      });
    }
  });

  it('of other kinds of resources are refused as not covered', async () => {
    const { list } = await setUp();
    await expect(list(arn('training-job/x'))).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  it('are listed on one page', async () => {
    const { client } = await setUp();
    const query = (NextToken: string) =>
      client.send(new ListTagsCommand({ ResourceArn: kinds[0], MaxResults: 50, NextToken }));
    await expect(query('token')).rejects.toMatchObject({ message: expect.stringContaining('NextToken') });
  });
});

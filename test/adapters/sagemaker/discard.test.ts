import {
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ListEndpointsCommand,
  ListTagsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { sageMakerDiscards } from '../../../adapters/sagemaker/discard.ts';
import { ownTags } from '../../../core/own-tags.ts';

const sageMaker = mockClient(SageMakerClient);
afterAll(() => sageMaker.restore());
const discards = sageMakerDiscards(new SageMakerClient({ region: 'us-east-1' }), 'local');
beforeEach(() => sageMaker.reset());

const refusal = (message: string, name = 'ValidationException') =>
  Object.assign(new Error(message), { name });
const missing = (what: string) => refusal(`Could not find ${what} "arn:aws:sagemaker:us-east-1:0:x/y".`);

describe('What an endpoint serves and is moving to', () => {
  it.each([
    ['InService', undefined, ['A']],
    ['Updating', 'B', ['A', 'B']],
    ['Creating', 'A', ['A', 'A']],
    ['Failed', undefined, ['A']],
    ['Deleting', undefined, ['A']],
    // Being scaled, or just told to update: nothing says to what.
    ['Updating', undefined, 'unclear'],
    ['SystemUpdating', undefined, 'unclear'],
    ['RollingBack', undefined, 'unclear'],
    // A mix of two configs.
    ['UpdateRollbackFailed', undefined, 'unclear'],
  ] as const)('%s, pending %s: %o', async (EndpointStatus, pending, configs) => {
    sageMaker.on(DescribeEndpointCommand).resolves({
      EndpointConfigName: 'A',
      EndpointStatus,
      ...(pending && { PendingDeploymentSummary: { EndpointConfigName: pending } }),
    });
    expect(await discards.liveAndPending('iris')).toEqual(configs);
  });

  it('is nothing where there is no endpoint, and an error where that cannot be told', async () => {
    sageMaker.on(DescribeEndpointCommand).rejectsOnce(missing('endpoint'));
    sageMaker.on(ListEndpointsCommand).resolves({ Endpoints: [] });
    expect(await discards.liveAndPending('iris')).toEqual([]);
    sageMaker.on(DescribeEndpointCommand).rejects(refusal('Rate exceeded', 'ThrottlingException'));
    await expect(discards.liveAndPending('iris')).rejects.toThrow('Rate exceeded');
  });
});

describe('What an endpoint serves that is there under another spelling', () => {
  it('is unclear: nothing of it may be deleted', async () => {
    sageMaker.on(DescribeEndpointCommand).rejects(missing('endpoint'));
    sageMaker.on(ListEndpointsCommand).resolves({ Endpoints: [{ EndpointName: 'IRIS' } as never] });
    expect(await discards.liveAndPending('iris')).toBe('unclear');
  });
});

describe('What a config refers to', () => {
  it('is the models of all its variants, and where they have their data', async () => {
    sageMaker.on(DescribeEndpointConfigCommand).resolves({
      ProductionVariants: [
        { VariantName: 'a', ModelName: 'M' },
        { VariantName: 'b', ModelName: 'N' },
        { VariantName: 'c', ModelName: 'M' },
      ],
      ShadowProductionVariants: [{ VariantName: 's', ModelName: 'S' }],
    });
    sageMaker.on(DescribeModelCommand, { ModelName: 'M' }).resolves({
      PrimaryContainer: { ModelDataUrl: 's3://b/m.tar.gz' },
    });
    sageMaker.on(DescribeModelCommand, { ModelName: 'N' }).resolves({
      Containers: [
        {
          ModelDataSource: {
            S3DataSource: { S3Uri: 's3://b/n/', S3DataType: 'S3Prefix', CompressionType: 'None' },
          },
        },
        {
          AdditionalModelDataSources: [
            {
              ChannelName: 'adapters',
              S3DataSource: { S3Uri: 's3://b/x/', S3DataType: 'S3Prefix', CompressionType: 'None' },
            },
          ],
        },
      ],
    });
    sageMaker.on(DescribeModelCommand, { ModelName: 'S' }).rejects(missing('model'));
    expect(await discards.usedBy('A')).toEqual({
      models: ['M', 'N', 'S'],
      artifacts: ['s3://b/m.tar.gz', 's3://b/n/', 's3://b/x/'],
    });
  });

  it('is told with the models of single instance pools, which it serves as well', async () => {
    const pool = { InstanceType: 'ml.m5.large' as const, Priority: 1, ModelNameOverride: 'P' };
    sageMaker.on(DescribeEndpointConfigCommand).resolves({
      ProductionVariants: [
        {
          VariantName: 'v',
          ModelName: 'M',
          InstancePools: [pool, { ...pool, ModelNameOverride: undefined }],
        },
      ],
    });
    sageMaker.on(DescribeModelCommand).resolves({});
    expect(await discards.usedBy('A')).toEqual({ models: ['M', 'P'], artifacts: [] });
  });

  it('is unknown where there is no such config', async () => {
    sageMaker.on(DescribeEndpointConfigCommand).rejects(missing('endpoint configuration'));
    expect(await discards.usedBy('A')).toBeUndefined();
  });
});

describe('Whether something is ours', () => {
  const owner = { stage: 'local', endpoint: 'iris', rollout: 'A' };
  const tagged = (tags: readonly { Key: string; Value: string }[]) => {
    sageMaker.on(DescribeEndpointConfigCommand).resolves({ EndpointConfigArn: 'arn:config' });
    sageMaker.on(ListTagsCommand, { ResourceArn: 'arn:config' }).resolves({ Tags: [...tags] });
  };

  it.each([
    ['with all our tags', ownTags(owner), 'ours'],
    ['of an endpoint whose name differs in case', ownTags({ ...owner, endpoint: 'Iris' }), 'ours'],
    ['without tags', [], 'foreign'],
    ['of another stage', ownTags({ ...owner, stage: 'prod' }), 'foreign'],
    ['of another endpoint', ownTags({ ...owner, endpoint: 'orchid' }), 'foreign'],
    ['of another rollout', ownTags({ ...owner, rollout: 'B' }), 'foreign'],
    [
      'that says it is not managed',
      ownTags(owner).map((tag) => ({ ...tag, Value: tag.Value.replace('true', 'no') })),
      'foreign',
    ],
  ])('a config %s', async (_, tags, whose) => {
    tagged(tags);
    expect(await discards.ownership('config', 'A', 'iris')).toBe(whose);
  });

  it('is told from all pages of tags', async () => {
    sageMaker.on(DescribeModelCommand).resolves({ ModelArn: 'arn:model' });
    sageMaker
      .on(ListTagsCommand)
      .resolvesOnce({ Tags: [{ Key: 'team', Value: 'ml' }], NextToken: 'more' })
      .resolvesOnce({ Tags: [...ownTags(owner)] });
    expect(await discards.ownership('model', 'A', 'iris')).toBe('ours');
    expect(sageMaker.commandCalls(ListTagsCommand)[1]?.args[0].input).toEqual({
      ResourceArn: 'arn:model',
      NextToken: 'more',
    });
  });

  it('does not matter once it is gone', async () => {
    sageMaker.on(DescribeModelCommand).rejects(missing('model'));
    expect(await discards.ownership('model', 'A', 'iris')).toBe('gone');
    tagged([]);
    sageMaker.on(ListTagsCommand).rejects(missing('endpoint configuration'));
    expect(await discards.ownership('config', 'A', 'iris')).toBe('gone');
  });
});

describe('Deleting', () => {
  it('what is gone already is done', async () => {
    sageMaker.on(DeleteEndpointConfigCommand).rejects(missing('endpoint configuration'));
    sageMaker.on(DeleteModelCommand).rejects(missing('model'));
    await discards.deleteConfig('A');
    await discards.deleteModel('A');
    expect(sageMaker.commandCalls(DeleteEndpointConfigCommand)[0]?.args[0].input).toEqual({
      EndpointConfigName: 'A',
    });
    expect(sageMaker.commandCalls(DeleteModelCommand)[0]?.args[0].input).toEqual({ ModelName: 'A' });
  });

  it('what may not be deleted is an error', async () => {
    sageMaker.on(DeleteModelCommand).rejects(refusal('not authorized', 'AccessDeniedException'));
    await expect(discards.deleteModel('A')).rejects.toThrow('not authorized');
  });
});

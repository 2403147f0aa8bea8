import {
  ListEndpointsCommand,
  ListTagsCommand,
  type ListTagsInput,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { hasOptedIn, optedInBeside } from '../../../cli/aws/opted-in.ts';

const client = new SageMakerClient({ region: 'us-east-1' });
const sageMaker = mockClient(client);
afterEach(() => sageMaker.reset());
const summary = (name: string) => ({
  ...{ EndpointName: name, EndpointArn: `arn/${name}`, EndpointStatus: 'InService' as const },
  ...{ CreationTime: new Date(0), LastModifiedTime: new Date(0) },
});
const tagged = (...names: readonly string[]) =>
  sageMaker.on(ListTagsCommand).callsFake(({ ResourceArn = '' }: ListTagsInput) => ({
    Tags: names.includes(ResourceArn.slice('arn/'.length))
      ? [{ Key: 'greenlight:managed', Value: 'true' }]
      : [{ Key: 'greenlight:managed', Value: 'no' }],
  }));
const refused = Object.assign(new Error('no'), { name: 'AccessDeniedException' });

describe('The endpoints that have opted in', () => {
  it('are found on every page, beside those that are known', async () => {
    sageMaker
      .on(ListEndpointsCommand)
      .resolves({ Endpoints: [summary('Known'), summary('a'), summary('b')], NextToken: 'next' })
      .on(ListEndpointsCommand, { NextToken: 'next', MaxResults: 100 })
      .resolves({ Endpoints: ['c', 'd', 'e', 'f', 'g'].map(summary) });
    tagged('Known', 'b', 'g');
    expect(await optedInBeside(client, new Set(['known']))).toEqual(['b', 'g']);
    const asked = sageMaker.commandCalls(ListTagsCommand).map(({ args }) => args[0].input.ResourceArn);
    expect(asked).not.toContain('arn/Known');
    expect(asked).toHaveLength(7);
  });

  it('are not known without the rights to look', async () => {
    sageMaker.on(ListEndpointsCommand).rejects(refused);
    expect(await optedInBeside(client, new Set())).toBeUndefined();
    sageMaker.on(ListEndpointsCommand).resolves({ Endpoints: [summary('a')] });
    sageMaker.on(ListTagsCommand).rejects(refused);
    expect(await optedInBeside(client, new Set())).toBeUndefined();
  });

  it('are so by the value of the tag, too', async () => {
    tagged('a');
    expect(await hasOptedIn(client, 'arn/a')).toBe(true);
    expect(await hasOptedIn(client, 'arn/b')).toBe(false);
  });
});

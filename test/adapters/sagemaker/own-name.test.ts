import { DescribeEndpointCommand, ListEndpointsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { listedLike, ownName } from '../../../adapters/sagemaker/own-name.ts';

const sageMaker = mockClient(SageMakerClient);
afterAll(() => sageMaker.restore());
beforeEach(() => sageMaker.reset());
const client = new SageMakerClient({ region: 'us-east-1' });

const refusal = (name: string, message: string) => Object.assign(new Error(message), { name });
const missing = refusal(
  'ValidationException',
  'Could not find endpoint "arn:aws:sagemaker:us-east-1:0:endpoint/iris".',
);
const named = (...names: string[]) => names.map((EndpointName) => ({ EndpointName }) as never);
const described = (EndpointName: string) => ({ EndpointName }) as never;

describe('What an endpoint is called', () => {
  it.each(['iris', 'Iris'])('is what DescribeEndpoint says: %s', async (name) => {
    sageMaker.on(DescribeEndpointCommand).resolves(described(name));
    expect(await ownName(client, 'iris')).toBe(name);
    expect(sageMaker.commandCalls(ListEndpointsCommand)).toHaveLength(0);
  });

  it('is found on any page of all endpoints, where DescribeEndpoint minds case', async () => {
    sageMaker.on(DescribeEndpointCommand).rejects(missing);
    sageMaker
      .on(ListEndpointsCommand)
      .resolvesOnce({ Endpoints: named('irises', 'fraud'), NextToken: 'more' })
      .resolvesOnce({ Endpoints: named('Iris') });
    expect(await ownName(client, 'iris')).toBe('Iris');
    const inputs = sageMaker.commandCalls(ListEndpointsCommand).map(({ args }) => args[0].input);
    expect(inputs).toMatchObject([{ MaxResults: 100 }, { NextToken: 'more' }]);
    // Whether that minds case is not documented.
    expect(inputs.some((input) => 'NameContains' in input)).toBe(false);
  });

  it('is nothing where there is none', async () => {
    sageMaker.on(DescribeEndpointCommand).rejects(missing);
    sageMaker.on(ListEndpointsCommand).resolves({ Endpoints: named('irises') });
    expect(await ownName(client, 'iris')).toBeUndefined();
  });

  it('is not told where that cannot be read', async () => {
    sageMaker.on(DescribeEndpointCommand).rejects(refusal('ThrottlingException', 'Rate exceeded'));
    await expect(ownName(client, 'iris')).rejects.toThrow('Rate exceeded');
  });

  it('is no name that is the same', async () => {
    sageMaker.on(ListEndpointsCommand).resolves({ Endpoints: named('iris') });
    expect(await listedLike(client, 'iris')).toBeUndefined();
  });
});

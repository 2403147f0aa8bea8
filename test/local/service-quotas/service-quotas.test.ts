import {
  GetServiceQuotaCommand,
  ListServiceQuotasCommand,
  type ListServiceQuotasCommandInput,
  paginateListServiceQuotas,
  RequestServiceQuotaIncreaseCommand,
  type ServiceQuota,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { describe, expect, it } from 'vitest';
import { serviceQuotas } from '../../../adapters/service-quotas.ts';
import { createServiceQuotas } from '../../../local/service-quotas/service-quotas.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { clientSettings, virtualContext } from '../../support/local-service.ts';

const { wire } = createServiceQuotas(virtualContext(), {
  quotas: { 'ml.m5.large': 4, 'ml.g5.xlarge': 0, 'ml.new.type': 2 },
});
const client = new ServiceQuotasClient(clientSettings(createRouter([wire])));

const list = (input: Partial<ListServiceQuotasCommandInput> = {}) =>
  client.send(new ListServiceQuotasCommand({ ServiceCode: 'sagemaker', ...input }));

async function all(pageSize: number): Promise<ServiceQuota[]> {
  const found: ServiceQuota[] = [];
  for await (const page of paginateListServiceQuotas({ client, pageSize }, { ServiceCode: 'sagemaker' }))
    found.push(...(page.Quotas ?? []));
  return found;
}

describe('SageMaker’s quotas', () => {
  it('are those of the simulator, by the names that AWS gives them', async () => {
    const named = (await all(100)).filter(({ Value }) => (Value ?? 0) < 1000);
    expect(named.map(({ QuotaName, Value }) => [QuotaName, Value])).toEqual([
      ['ml.g5.xlarge for endpoint usage', 0],
      ['ml.m5.large for endpoint usage', 4],
      ['ml.new.type for endpoint usage', 2],
    ]);
    expect(named[1]).toEqual({
      ServiceCode: 'sagemaker',
      ServiceName: 'Amazon SageMaker',
      QuotaArn: `arn:aws:servicequotas:us-east-1:000000000000:sagemaker/${named[1]?.QuotaCode}`,
      QuotaCode: expect.stringMatching(/^L-[0-9A-F]{8}$/),
      QuotaName: 'ml.m5.large for endpoint usage',
      Value: 4,
      Unit: 'None',
      Adjustable: true,
      GlobalQuota: false,
      QuotaAppliedAtLevel: 'ACCOUNT',
    });
  });

  it('list every type, one without limit with more than any fleet has', async () => {
    const found = (await all(100)).find(({ QuotaName }) => QuotaName === 'ml.c5.large for endpoint usage');
    expect(found?.Value).toBe(1_000_000);
  });

  it('come in pages, the same whatever their size, each with a code of its own', async () => {
    const found = await all(100);
    expect(found.length).toBeGreaterThan(100);
    expect(await all(7)).toEqual(found);
    expect(new Set(found.map(({ QuotaCode }) => QuotaCode)).size).toBe(found.length);
    expect((await list()).Quotas).toHaveLength(100);
  });

  it('can be asked for by code', async () => {
    const QuotaCode = (await all(100)).find(({ Value }) => Value === 4)?.QuotaCode;
    const { Quota } = await client.send(new GetServiceQuotaCommand({ ServiceCode: 'sagemaker', QuotaCode }));
    expect(Quota?.QuotaName).toBe('ml.m5.large for endpoint usage');
    expect((await list({ QuotaCode })).Quotas).toEqual([Quota]);
  });

  it('are the account’s, none of a single resource', async () => {
    expect((await list({ QuotaAppliedAtLevel: 'RESOURCE' })).Quotas).toEqual([]);
    expect((await list({ QuotaAppliedAtLevel: 'ALL' })).Quotas).toHaveLength(100);
  });

  it('are read by the controller, several at once, over pages', async () => {
    const read = serviceQuotas(client).endpointUsage(['ml.new.type', 'ml.g5.xlarge', 'ml.unheard.of']);
    expect(await read).toEqual({ 'ml.new.type': 2, 'ml.g5.xlarge': 0 });
  });
});

describe('What is refused', () => {
  it.each([
    ['a page of none', { MaxResults: 0 }, 'IllegalArgumentException'],
    ['a page of more than 100', { MaxResults: 101 }, 'IllegalArgumentException'],
    ['a token of nobody’s', { NextToken: 'abcd' }, 'InvalidPaginationTokenException'],
    ['a token beyond the end', { NextToken: btoa('from 100000') }, 'InvalidPaginationTokenException'],
    ['another service', { ServiceCode: 'ec2' }, 'UnknownOperationException'],
  ])('is %s', async (_, input, name) => {
    await expect(list(input)).rejects.toMatchObject({ name });
  });

  it('is a code that there is not', async () => {
    const asked = client.send(new GetServiceQuotaCommand({ ServiceCode: 'sagemaker', QuotaCode: 'L-1' }));
    await expect(asked).rejects.toMatchObject({ name: 'NoSuchResourceException' });
  });

  it('is asking for more: the simulator’s quotas are given to it', async () => {
    const command = new RequestServiceQuotaIncreaseCommand({
      ServiceCode: 'sagemaker',
      QuotaCode: 'L-1',
      DesiredValue: 9,
    });
    await expect(client.send(command)).rejects.toThrow(
      /does not cover servicequotas RequestServiceQuotaIncrease/,
    );
  });
});

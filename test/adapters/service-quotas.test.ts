import {
  ListServiceQuotasCommand,
  type ListServiceQuotasCommandOutput,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { serviceQuotas } from '../../adapters/service-quotas.ts';

const api = mockClient(ServiceQuotasClient);
afterAll(() => api.restore());
const quotas = serviceQuotas(new ServiceQuotasClient({ region: 'us-east-1' }));
beforeEach(() => api.reset());

const quota = (QuotaName: string, Value?: number) => ({ ServiceCode: 'sagemaker', QuotaName, Value });
const inputs = () => api.commandCalls(ListServiceQuotasCommand).map((call) => call.args[0].input);
const failure = (name: string) => Object.assign(new Error(name), { name });

describe('Quotas', () => {
  it('are found by the name of the instance type’s endpoint usage, and no other use', async () => {
    api.on(ListServiceQuotasCommand).resolves({
      Quotas: [
        quota('ml.m5.large for training job usage', 20),
        quota('ml.m5.large for endpoint usage', 4),
        quota('ml.m5.large for endpoint usage of something new', 9),
        quota('ml.g5.xlarge for endpoint usage', 0),
      ],
    });
    expect(await quotas.endpointUsage(['ml.m5.large', 'ml.g5.xlarge', 'ml.p5.48xlarge'])).toEqual({
      'ml.m5.large': 4,
      'ml.g5.xlarge': 0,
    });
    expect(inputs()).toEqual([{ ServiceCode: 'sagemaker', MaxResults: 100 }]);
  });

  it('are read page by page, no further than needed', async () => {
    const pages: Record<string, ListServiceQuotasCommandOutput> = {
      first: { Quotas: [quota('Number of endpoints', 100)], NextToken: 'second', $metadata: {} },
      second: { Quotas: [quota('ml.m5.large for endpoint usage', 4)], NextToken: 'third', $metadata: {} },
    };
    const asked: string[] = [];
    api.on(ListServiceQuotasCommand).callsFake(({ NextToken = 'first' }) => {
      asked.push(NextToken);
      return pages[NextToken];
    });
    expect(await quotas.endpointUsage(['ml.m5.large'])).toEqual({ 'ml.m5.large': 4 });
    expect(asked).toEqual(['first', 'second']);
  });

  it('are not read where no instances are', async () => {
    expect(await quotas.endpointUsage([])).toEqual({});
    expect(inputs()).toEqual([]);
  });

  it('may have no value', async () => {
    api.on(ListServiceQuotasCommand).resolves({ Quotas: [quota('ml.m5.large for endpoint usage')] });
    expect((await quotas.endpointUsage(['ml.m5.large']))['ml.m5.large']).toBeUndefined();
  });

  it.each([
    ['the right to read them', failure('AccessDeniedException')],
    ['SageMaker among the services', failure('NoSuchResourceException')],
    ['such a service in the region', Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })],
    ['such a service where requests go', failure('UnknownOperationException')],
  ])('are unknown without %s', async (_, error) => {
    api.on(ListServiceQuotasCommand).rejects(error);
    expect(await quotas.endpointUsage(['ml.m5.large'])).toEqual({});
  });

  it('are unread where too many are read at once: a release goes on, warned', async () => {
    api
      .on(ListServiceQuotasCommand)
      .resolvesOnce({ Quotas: [quota('ml.m5.large for endpoint usage', 4)], NextToken: 'second' })
      .rejects(failure('TooManyRequestsException'));
    expect(await quotas.endpointUsage(['ml.m5.large', 'ml.g5.xlarge'])).toEqual({ 'ml.m5.large': 4 });
  });

  it('are found by their codes once these are known, and are never of before', async () => {
    const fresh = serviceQuotas(new ServiceQuotasClient({ region: 'us-east-1' }));
    const known = { ...quota('ml.m5.large for endpoint usage', 4), QuotaCode: 'L-1' };
    api.on(ListServiceQuotasCommand).resolves({ Quotas: [quota('Number of endpoints', 100), known] });
    await fresh.endpointUsage(['ml.m5.large']);
    api.on(ListServiceQuotasCommand).resolves({ Quotas: [{ ...known, Value: 8 }] });
    expect(await fresh.endpointUsage(['ml.m5.large'])).toEqual({ 'ml.m5.large': 8 });
    expect(inputs()).toEqual([
      { ServiceCode: 'sagemaker', MaxResults: 100 },
      { ServiceCode: 'sagemaker', MaxResults: 100, QuotaCode: 'L-1' },
    ]);
  });

  it.each(['ServiceException', 'IllegalArgumentException'])(
    'are asked for again later after a %s',
    async (name) => {
      api.on(ListServiceQuotasCommand).rejects(failure(name));
      await expect(quotas.endpointUsage(['ml.m5.large'])).rejects.toThrow(name);
    },
  );
});

import * as client from '@aws-sdk/client-service-quotas';
import type { LocalContext } from '../context.ts';
import type { Quotas } from '../sagemaker/quotas.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import { pageOf } from '../transport/page.ts';
import { rpcService } from '../transport/rpc-service.ts';
import type { WireService } from '../transport/wire.ts';
import { endpointQuotas } from './endpoint-quotas.ts';

/** The most quotas of a page, and as many as there are without MaxResults (API reference). */
const largestPage = 100;

/** Service Quotas, as far as reading what the local SageMaker allows of each instance type. */
export function createServiceQuotas(
  context: LocalContext,
  deps: { readonly quotas: Quotas },
): { readonly wire: WireService } {
  const listed = endpointQuotas(context, deps.quotas);

  const wire = rpcService({
    id: 'servicequotas',
    client,
    json: { version: '1.1' },
    random: context.random,
    operations: {
      ListServiceQuotas(input: client.ListServiceQuotasRequest): client.ListServiceQuotasResponse {
        assertSageMaker('ListServiceQuotas', input.ServiceCode);
        const size = input.MaxResults ?? largestPage;
        if (!(size >= 1 && size <= largestPage))
          throw illegal(`MaxResults must be from 1 to ${largestPage}, got ${size}`);
        // All quotas here are the account's; none is of a single resource.
        const asked =
          input.QuotaAppliedAtLevel === 'RESOURCE'
            ? []
            : listed.filter(({ QuotaCode }) => QuotaCode === (input.QuotaCode ?? QuotaCode));
        const refusal = () => new AwsError('InvalidPaginationTokenException', 'Invalid NextToken.');
        const { page, nextToken } = pageOf(asked, size, input.NextToken, refusal);
        return { Quotas: page, NextToken: nextToken };
      },

      GetServiceQuota(input: client.GetServiceQuotaRequest): client.GetServiceQuotaResponse {
        assertSageMaker('GetServiceQuota', input.ServiceCode);
        if (input.QuotaCode === undefined) throw illegal('QuotaCode is required');
        if (input.ContextId !== undefined) throw notCovered('servicequotas GetServiceQuota with ContextId');
        const found = listed.find(({ QuotaCode }) => QuotaCode === input.QuotaCode);
        if (found === undefined) throw new AwsError('NoSuchResourceException', noSuch(input.QuotaCode));
        return { Quota: found };
      },
    },
  });
  return { wire };
}

const illegal = (message: string): AwsError => new AwsError('IllegalArgumentException', message);

const noSuch = (code: string): string =>
  `The request failed because the specified service quota ${code} does not exist. Codes here are made up: ListServiceQuotas has them.`;

/** @throws AwsError for a service whose quotas are not kept here */
function assertSageMaker(operation: string, serviceCode: string | undefined): void {
  if (serviceCode === undefined) throw illegal('ServiceCode is required');
  if (serviceCode !== 'sagemaker')
    throw notCovered(`servicequotas ${operation} of ${serviceCode}: only of sagemaker`);
}

import { paginateListServiceQuotas, type ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Quotas } from '../core/plan/checks/capacity.ts';
import { ifReadable } from './optional-read.ts';

/**
 * SageMaker's quotas in force. Found by their names, since their codes are documented nowhere; the most a page
 * takes is 100 of some two thousand, so reading stops once all that is asked for is found. What is not listed has
 * no value of the account's own: its default says little, as new accounts have less.
 */
export function serviceQuotas(client: ServiceQuotasClient): Quotas {
  return {
    async endpointUsage(instanceTypes) {
      const types = new Map(instanceTypes.map((type) => [`${type} for endpoint usage`, type]));
      const found: Record<string, number | undefined> = {};
      await ifReadable(async () => {
        if (types.size === 0) return;
        for await (const page of paginateListServiceQuotas(
          { client, pageSize: 100 },
          { ServiceCode: 'sagemaker' },
        )) {
          for (const { QuotaName = '', Value } of page.Quotas ?? []) {
            const type = types.get(QuotaName);
            if (type !== undefined) found[type] = Value;
            types.delete(QuotaName);
          }
          if (types.size === 0) return;
        }
      });
      return found;
    },
  };
}

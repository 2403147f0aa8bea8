import { paginateListServiceQuotas, type ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Quotas } from '../core/ports/quotas.ts';
import { ifReadable } from './optional-read.ts';

/**
 * SageMaker's quotas in force. They are found by name, since their codes are not documented. A page holds at
 * most 100 of some two thousand, so reading stops once all requested quotas are found. A quota that is not
 * listed has no value for this account; its default says little, because new accounts have less.
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

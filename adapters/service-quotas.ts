import {
  paginateListServiceQuotas,
  type ServiceQuota,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import type { Quotas } from '../core/ports/quotas.ts';
import { isThrottled } from '../core/throttling.ts';
import { ifReadable } from './optional-read.ts';

/**
 * SageMaker's quotas in force. They are found by name, since their codes are not documented. A page holds at
 * most 100 of some two thousand, so reading stops once all requested quotas are found, and a code that was
 * found is remembered: from then on one call reads that quota. A quota that is not listed has no value for this
 * account; its default says little, because new accounts have less.
 *
 * Where too many are read at once (ten calls a second are allowed, over all quotas together), quotas are unread: a release then goes on with a warning, and SageMaker
 * itself refuses what is too much. To begin with page 1 again and again would hold up all releases.
 */
export function serviceQuotas(client: ServiceQuotasClient): Quotas {
  const codes = new Map<string, string>();

  const read = async (
    types: Map<string, string>,
    found: Record<string, number | undefined>,
    code?: string,
  ) => {
    const input = { ServiceCode: 'sagemaker', ...(code !== undefined && { QuotaCode: code }) };
    for await (const { Quotas = [] } of paginateListServiceQuotas({ client, pageSize: 100 }, input)) {
      for (const quota of Quotas) {
        remember(quota);
        const { QuotaName = '', Value } = quota;
        const type = types.get(QuotaName);
        if (type !== undefined) found[type] = Value;
        types.delete(QuotaName);
      }
      if (types.size === 0) return;
    }
  };
  const remember = ({ QuotaName, QuotaCode }: ServiceQuota): void => {
    if (QuotaName?.endsWith(' for endpoint usage') && QuotaCode !== undefined)
      codes.set(QuotaName, QuotaCode);
  };

  return {
    async endpointUsage(instanceTypes) {
      const types = new Map(instanceTypes.map((type) => [`${type} for endpoint usage`, type]));
      const found: Record<string, number | undefined> = {};
      try {
        await ifReadable(async () => {
          for (const name of [...types.keys()]) {
            const code = codes.get(name);
            if (code !== undefined) await read(types, found, code);
          }
          if (types.size > 0) await read(types, found);
        });
      } catch (error) {
        if (!isThrottled(error)) throw error;
      }
      return found;
    },
  };
}

import { createHash } from 'node:crypto';
import { ProductionVariantInstanceType } from '@aws-sdk/client-sagemaker';
import type { ServiceQuota } from '@aws-sdk/client-service-quotas';
import { arnOf, type LocalContext } from '../context.ts';
import type { Quotas } from '../sagemaker/quotas.ts';

/** What a type without limit shows: AWS lists a number for every type, and this is more than any fleet has. */
const unlimited = 1_000_000;

/** SageMaker's quotas as Service Quotas lists them: "<instance type> for endpoint usage" of every type there is. */
export function endpointQuotas(context: LocalContext, quotas: Quotas): readonly ServiceQuota[] {
  const types = new Set([...Object.values(ProductionVariantInstanceType), ...Object.keys(quotas)]);
  return [...types].sort().map((type) => quotaOf(context, type, quotas[type] ?? unlimited));
}

function quotaOf(context: LocalContext, instanceType: string, value: number): ServiceQuota {
  const name = `${instanceType} for endpoint usage`;
  const code = codeOf(name);
  return {
    ServiceCode: 'sagemaker',
    ServiceName: 'Amazon SageMaker',
    QuotaArn: arnOf(context, 'servicequotas', `sagemaker/${code}`),
    QuotaCode: code,
    QuotaName: name,
    Value: value,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
    QuotaAppliedAtLevel: 'ACCOUNT',
  };
}

/** `L-` and eight digits as AWS's codes have, but made up: AWS documents none. The same name has the same. */
function codeOf(name: string): string {
  const known = codes.get(name);
  if (known !== undefined) return known;
  const code = `L-${createHash('sha256').update(name).digest('hex').slice(0, 8).toUpperCase()}`;
  codes.set(name, code);
  return code;
}

/** By name: there is one for each instance type, and all are listed at once. */
const codes = new Map<string, string>();

import {
  DescribeEndpointCommand,
  type DescribeEndpointOutput,
  type PendingProductionVariantSummary,
  type ProductionVariantSummary,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { EndpointReading, VariantReading } from '../../core/deployment/reading.ts';
import { unlessMissing } from './refusals.ts';

/** An endpoint with its fleets, as one DescribeEndpoint shows them; undefined if there is no endpoint. */
export async function readDeployment(
  client: SageMakerClient,
  name: string,
): Promise<EndpointReading | undefined> {
  const endpoint = await unlessMissing(client.send(new DescribeEndpointCommand({ EndpointName: name })));
  return endpoint && endpointReading(endpoint);
}

/** Makes the same from an answer of DescribeEndpoint. */
export function endpointReading(endpoint: DescribeEndpointOutput): EndpointReading {
  const pending = endpoint.PendingDeploymentSummary;
  return {
    status: endpoint.EndpointStatus ?? 'unknown',
    config: endpoint.EndpointConfigName ?? '',
    variants: (endpoint.ProductionVariants ?? []).map(variantReading),
    ...(pending && {
      pending: {
        config: pending.EndpointConfigName ?? '',
        variants: (pending.ProductionVariants ?? []).map(variantReading),
      },
    }),
  };
}

function variantReading(variant: ProductionVariantSummary | PendingProductionVariantSummary): VariantReading {
  // AWS does not say which of up to five statuses is the newest. Take the one that began last.
  const doing = (variant.VariantStatus ?? [])
    .toSorted((a, b) => (a.StartTime?.getTime() ?? 0) - (b.StartTime?.getTime() ?? 0))
    .at(-1);
  return {
    name: variant.VariantName ?? '',
    serving: variant.CurrentInstanceCount ?? 0,
    size: variant.DesiredInstanceCount ?? 0,
    weight: variant.CurrentWeight ?? 0,
    ...(doing?.Status && {
      doing: {
        status: doing.Status,
        message: doing.StatusMessage ?? '',
        since: doing.StartTime?.getTime(),
      },
    }),
  };
}

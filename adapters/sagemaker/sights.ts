import {
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { EndpointSeen, VariantSeen } from '../../core/slack/seen.ts';
import { unlessMissing } from './refusals.ts';

type Summary = NonNullable<DescribeEndpointCommandOutput['ProductionVariants']>[number];
type PendingSummary = NonNullable<
  NonNullable<DescribeEndpointCommandOutput['PendingDeploymentSummary']>['ProductionVariants']
>[number];

/** An endpoint with its fleets, as one DescribeEndpoint shows them; undefined where there is none. */
export async function seeEndpoint(client: SageMakerClient, name: string): Promise<EndpointSeen | undefined> {
  const endpoint = await unlessMissing(client.send(new DescribeEndpointCommand({ EndpointName: name })));
  if (endpoint === undefined) return undefined;
  const pending = endpoint.PendingDeploymentSummary;
  return {
    status: endpoint.EndpointStatus ?? 'unknown',
    config: endpoint.EndpointConfigName ?? '',
    variants: (endpoint.ProductionVariants ?? []).map(variantSeen),
    ...(pending && {
      pending: {
        config: pending.EndpointConfigName ?? '',
        variants: (pending.ProductionVariants ?? []).map(variantSeen),
      },
    }),
  };
}

function variantSeen(variant: Summary | PendingSummary): VariantSeen {
  const [doing] = variant.VariantStatus ?? [];
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

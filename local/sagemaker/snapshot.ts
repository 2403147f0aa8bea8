import type { EndpointStatus } from '@aws-sdk/client-sagemaker';
import type { Assumptions } from './assumptions.ts';
import { type Endpoint, servingParts, statusOf } from './endpoint.ts';
import { progressOf, type VariantProgress } from './endpoint-view.ts';

/** More than DescribeEndpoint tells, for whoever shows or checks the local AWS: who serves, and what comes when. */
export interface EndpointSnapshot {
  readonly at: number;
  readonly endpointName: string;
  readonly status: EndpointStatus;
  /** Blue first; green is there once it is provisioned. Shares add up to 1 while the endpoint serves. */
  readonly fleets: readonly {
    readonly colour: 'blue' | 'green';
    readonly configName: string;
    readonly instances: number;
    readonly active: number;
    readonly share: number;
  }[];
  readonly progress: VariantProgress | undefined;
}

export function snapshotOf(endpoint: Endpoint, assumptions: Assumptions, now: number): EndpointSnapshot {
  return {
    at: now,
    endpointName: endpoint.name,
    status: statusOf(endpoint.activity, assumptions),
    fleets: servingParts(endpoint, assumptions).map((part) => ({
      colour: part.colour,
      configName: part.fleet.spec.configName,
      instances: part.fleet.instances.length,
      active: part.active.length,
      share: part.share,
    })),
    progress: progressOf(endpoint),
  };
}

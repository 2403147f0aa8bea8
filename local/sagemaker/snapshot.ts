import type { EndpointStatus } from '@aws-sdk/client-sagemaker';
import type { Assumptions } from './assumptions.ts';
import { type Endpoint, statusOf } from './endpoint.ts';
import { progressOf, type VariantProgress } from './progress.ts';
import { servingParts } from './serving.ts';
import type { Colour } from './traffic.ts';

/** More than DescribeEndpoint tells, for whoever shows or checks the local AWS: who serves, and what comes when. */
export interface EndpointSnapshot {
  readonly at: number;
  readonly endpointName: string;
  readonly status: EndpointStatus;
  /**
   * Blue first, one per variant; green is there once any of it is provisioned. After a rollback that failed, blue
   * is of two configs. Shares add up to 1 while the endpoint serves.
   */
  readonly fleets: readonly {
    readonly colour: Colour;
    readonly configName: string;
    readonly variantName: string;
    readonly instances: number;
    readonly active: number;
    readonly share: number;
  }[];
  /** Whether no instance is meant to serve: only an asynchronous endpoint can be scaled so. */
  readonly scaledToZero: boolean;
  /** What is being done to the first variant that anything is done to. */
  readonly progress: VariantProgress | undefined;
  /** Why the deployment under way goes all at once, with no bake and no deployment events, if it should not have. */
  readonly fallback: string | undefined;
}

export function snapshotOf(endpoint: Endpoint, assumptions: Assumptions, now: number): EndpointSnapshot {
  const { activity, live } = endpoint;
  return {
    at: now,
    endpointName: endpoint.name,
    status: statusOf(activity, assumptions),
    fleets: servingParts(endpoint, assumptions).map((part) => ({
      colour: part.colour,
      configName: part.configName,
      variantName: part.variantName,
      instances: part.instances.length,
      active: part.on,
      share: part.share,
    })),
    scaledToZero: live.fleets.every(({ spec }) => spec.instanceCount === 0),
    progress: live.fleets
      .map((_, variant) => progressOf(endpoint, variant))
      .find((progress) => progress !== undefined),
    fallback: activity.kind === 'updating' ? activity.deployment.fallback : undefined,
  };
}

import type { DeploymentConfig, EndpointStatus, Tag } from '@aws-sdk/client-sagemaker';
import type { Assumptions } from './assumptions.ts';
import { type Deployment, type RunningStage, trafficIn } from './deployment.ts';
import type { Fleet, Instance } from './fleet.ts';
import type { FleetSpec } from './fleet-spec.ts';
import { assertServing, greenShare } from './traffic.ts';

/** An endpoint as it stands. Instants are epoch ms. Only the lifecycle changes it. */
export interface Endpoint {
  readonly name: string;
  readonly arn: string;
  readonly tags: readonly Tag[];
  readonly createdAt: number;
  lastModifiedAt: number;
  activity: Activity;
  /** The fleet that serves (blue, during an update). Its instances are none before it first served. */
  live: Fleet;
  failureReason: string | undefined;
  lastDeploymentConfig: DeploymentConfig | undefined;
}

export type Activity =
  | { readonly kind: 'creating'; readonly since: number }
  | { readonly kind: 'in-service' }
  | {
      readonly kind: 'updating';
      readonly spec: FleetSpec;
      /** Undefined until it is provisioned. */
      readonly green: Fleet | undefined;
      readonly deployment: Deployment;
      readonly stage: RunningStage;
    }
  | { readonly kind: 'deleting' }
  | { readonly kind: 'failed' };

export function statusOf(activity: Activity, assumptions: Assumptions): EndpointStatus {
  switch (activity.kind) {
    case 'creating':
      return 'Creating';
    case 'in-service':
      return 'InService';
    case 'updating':
      return activity.stage.kind === 'rolling-back' ? assumptions.rollbackStatus : 'Updating';
    case 'deleting':
      return 'Deleting';
    case 'failed':
      return 'Failed';
  }
}

/** Part of the instances behind an endpoint, and the share of all invocations that they get together. */
export interface ServingPart {
  readonly colour: 'blue' | 'green';
  readonly fleet: Fleet;
  readonly active: readonly Instance[];
  readonly share: number;
}

/** Who serves at this instant: shares add up to 1, or nobody does. */
export function servingParts(endpoint: Endpoint, assumptions: Assumptions): readonly ServingPart[] {
  const { activity, live } = endpoint;
  switch (activity.kind) {
    case 'creating':
    case 'failed':
    case 'deleting':
      return [];
    case 'in-service':
      return [{ colour: 'blue', fleet: live, active: live.instances, share: 1 }];
    case 'updating': {
      const { deployment, stage, green } = activity;
      const traffic = trafficIn(deployment, stage);
      const share = greenShare(traffic, deployment.sizes, assumptions.trafficShare);
      const blue: ServingPart = {
        colour: 'blue',
        fleet: live,
        active: live.instances.slice(0, traffic.blueOn),
        share: 1 - share,
      };
      if (green === undefined) return [blue];
      const active = green.instances.slice(0, traffic.greenOn);
      return [blue, { colour: 'green', fleet: green, active, share }];
    }
  }
}

/**
 * An endpoint that served keeps serving, at every instant: checked at every transition.
 * @throws Error if it does not
 */
export function assertKeepsServing(endpoint: Endpoint, assumptions: Assumptions): void {
  const { activity } = endpoint;
  if (activity.kind !== 'in-service' && activity.kind !== 'updating') return;
  if (activity.kind === 'updating') {
    assertServing(trafficIn(activity.deployment, activity.stage), activity.deployment.sizes);
  }
  const parts = servingParts(endpoint, assumptions);
  const total = parts.reduce((sum, part) => sum + part.share, 0);
  const starved = parts.some((part) => part.share > 0 && part.active.length === 0);
  if (starved || Math.abs(total - 1) > 1e-9) {
    const told = parts.map((part) => `${part.colour}: ${part.share} to ${part.active.length} instances`);
    throw new Error(`endpoint ${endpoint.name} must keep serving, but has ${told.join(', ')}`);
  }
}

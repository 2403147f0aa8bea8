import type { DeploymentConfig, EndpointStatus, Tag } from '@aws-sdk/client-sagemaker';
import type { Assumptions } from './assumptions.ts';
import type { Deployment, RunningStage } from './deployment.ts';
import type { Generation } from './fleet.ts';

/** An endpoint as it stands. Instants are epoch ms. Only the lifecycle changes it. */
export interface Endpoint {
  readonly name: string;
  readonly arn: string;
  tags: readonly Tag[];
  readonly createdAt: number;
  lastModifiedAt: number;
  activity: Activity;
  /** What serves (blue, during an update). Its instances are none before it first served. */
  live: Generation;
  failureReason: string | undefined;
  lastDeploymentConfig: DeploymentConfig | undefined;
}

export type Activity =
  | { readonly kind: 'creating'; readonly since: number }
  | { readonly kind: 'in-service' }
  | {
      readonly kind: 'updating';
      /** Without instances until they are provisioned. */
      readonly green: Generation;
      readonly deployment: Deployment;
      readonly stage: RunningStage;
    }
  /** UpdateEndpointWeightsAndCapacities: `live` has the desired counts already, its instances not yet. */
  | { readonly kind: 'rescaling'; readonly since: number; readonly scaled: readonly string[] }
  /** Maintenance by AWS. */
  | { readonly kind: 'system-updating' }
  /** `live` has instances of two configs, and all of them serve. */
  | { readonly kind: 'update-rollback-failed' }
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
    case 'rescaling':
      return 'Updating';
    case 'system-updating':
      return 'SystemUpdating';
    case 'update-rollback-failed':
      return 'UpdateRollbackFailed';
    case 'deleting':
      return 'Deleting';
    case 'failed':
      return 'Failed';
  }
}

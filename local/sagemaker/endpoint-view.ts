import type {
  DeployedImage,
  DescribeEndpointOutput,
  PendingDeploymentSummary,
  VariantStatus,
} from '@aws-sdk/client-sagemaker';
import type { Assumptions } from './assumptions.ts';
import { phaseOf, stageEndsAt, trafficIn } from './deployment.ts';
import { type Endpoint, statusOf } from './endpoint.ts';
import type { FleetSpec } from './fleet-spec.ts';

/** What a deployment is doing, as `VariantStatus` tells it. */
export interface VariantProgress {
  readonly status: VariantStatus;
  readonly message: string;
  readonly startedAt: number;
  /** Undefined for provisioning, which ends when the fleet is up. */
  readonly endsAt: number | undefined;
}

/** Counts and weights of one variant, as both DescribeEndpoint and the events show them. */
export interface VariantCounts {
  readonly VariantName: string;
  readonly CurrentWeight: number;
  readonly DesiredWeight: number;
  readonly CurrentInstanceCount: number;
  readonly DesiredInstanceCount: number;
}

/** The variant on the config that serves (or is to serve, or failed to). */
export function liveVariant(endpoint: Endpoint, assumptions: Assumptions): VariantCounts {
  const { activity, live } = endpoint;
  const traffic = activity.kind === 'updating' && trafficIn(activity.deployment, activity.stage);
  const active = traffic && assumptions.turnedOffBlue === 'left-out' ? traffic.blueOn : live.instances.length;
  return countsOf(live.spec, active, live.instances.length > 0 ? live.spec.weight : 0);
}

/** The variant on the config that is being deployed; undefined if none is. */
export function pendingVariant(endpoint: Endpoint): VariantCounts | undefined {
  const { activity, live } = endpoint;
  switch (activity.kind) {
    case 'creating':
      return countsOf(live.spec, 0, live.spec.weight);
    case 'updating':
      return countsOf(
        activity.spec,
        trafficIn(activity.deployment, activity.stage).greenOn,
        activity.spec.weight,
      );
    case 'in-service':
    case 'deleting':
    case 'failed':
      return undefined;
  }
}

/**
 * The stage of a creation or update in the words of AWS's page on EventBridge. Those of linear steps, full
 * activation and rollback are assumed by analogy (docs/assumptions.md).
 */
export function progressOf(endpoint: Endpoint): VariantProgress | undefined {
  const { activity, live } = endpoint;
  if (activity.kind === 'creating') {
    const message = `Launching ${live.spec.instanceCount} instance(s).`;
    return { status: 'Creating', message, startedAt: activity.since, endsAt: undefined };
  }
  if (activity.kind !== 'updating') return undefined;

  const { deployment, stage } = activity;
  const { sizes } = deployment;
  const capacity = (on: number) => `${on === sizes.green ? 'full' : 'canary'} capacity of ${on} instance(s).`;
  const at = (status: VariantStatus, message: string): VariantProgress => ({
    status,
    message,
    startedAt: stage.since,
    endsAt: stageEndsAt(deployment, stage),
  });
  const phase = phaseOf(deployment, stage);
  switch (phase?.kind) {
    case undefined:
      return at('Deleting', `Terminating ${sizes.green} instance(s).`);
    case 'provisioning':
      return at('Creating', `Launching ${sizes.green} instance(s).`);
    case 'activating':
      return at('ActivatingTraffic', `Activating traffic on ${capacity(phase.target.greenOn)}`);
    case 'baking': {
      const length = `${phase.seconds} seconds (${phase.wait})`;
      return at('Baking', `Baking for ${length} with traffic enabled on ${capacity(phase.traffic.greenOn)}`);
    }
    case 'terminating':
      return at('Deleting', `Terminating ${sizes.blue} instance(s).`);
  }
}

/** DescribeEndpoint's answer. During an update its top level stays on the config that served before. */
export function describeEndpoint(endpoint: Endpoint, assumptions: Assumptions): DescribeEndpointOutput {
  const { activity, live } = endpoint;
  const pending = pendingSummary(endpoint);
  return {
    EndpointName: endpoint.name,
    EndpointArn: endpoint.arn,
    EndpointConfigName: live.spec.configName,
    EndpointStatus: statusOf(activity, assumptions),
    CreationTime: new Date(endpoint.createdAt),
    LastModifiedTime: new Date(endpoint.lastModifiedAt),
    ...(activity.kind === 'creating'
      ? {}
      : {
          ProductionVariants: [
            { ...liveVariant(endpoint, assumptions), DeployedImages: [deployedImage(live.spec)] },
          ],
        }),
    ...(endpoint.failureReason === undefined ? {} : { FailureReason: endpoint.failureReason }),
    ...(endpoint.lastDeploymentConfig === undefined
      ? {}
      : { LastDeploymentConfig: endpoint.lastDeploymentConfig }),
    ...(pending === undefined ? {} : { PendingDeploymentSummary: pending }),
  };
}

function pendingSummary(endpoint: Endpoint): PendingDeploymentSummary | undefined {
  const { activity, live } = endpoint;
  const variant = pendingVariant(endpoint);
  const progress = progressOf(endpoint);
  if (variant === undefined || progress === undefined) return undefined;
  const spec = activity.kind === 'updating' ? activity.spec : live.spec;
  return {
    EndpointConfigName: spec.configName,
    StartTime: new Date(startOf(endpoint)),
    ProductionVariants: [
      {
        ...variant,
        InstanceType: spec.instanceType as never,
        DeployedImages: [deployedImage(spec)],
        VariantStatus: [
          {
            Status: progress.status,
            StatusMessage: progress.message,
            StartTime: new Date(progress.startedAt),
          },
        ],
      },
    ],
  };
}

/** When the creation or update under way began, in epoch ms. */
export function startOf(endpoint: Endpoint): number {
  const { activity } = endpoint;
  return activity.kind === 'updating' ? activity.deployment.startedAt : endpoint.createdAt;
}

const countsOf = (spec: FleetSpec, current: number, weight: number): VariantCounts => ({
  VariantName: spec.variantName,
  CurrentWeight: weight,
  DesiredWeight: spec.weight,
  CurrentInstanceCount: current,
  DesiredInstanceCount: spec.instanceCount,
});

/** There is no registry to ask for a digest: an image resolves to itself. */
const deployedImage = (spec: FleetSpec): DeployedImage => ({
  SpecifiedImage: spec.image,
  ResolvedImage: spec.image,
  ResolutionTime: new Date(spec.resolvedAt),
});

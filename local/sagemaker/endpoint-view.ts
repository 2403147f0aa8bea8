import type {
  DeployedImage,
  DescribeEndpointOutput,
  PendingDeploymentSummary,
  ProductionVariantStatus,
  ProductionVariantSummary,
} from '@aws-sdk/client-sagemaker';
import type { Assumptions } from './assumptions.ts';
import { capacityIn } from './deployment.ts';
import { type Endpoint, statusOf } from './endpoint.ts';
import type { Fleet, Generation } from './fleet.ts';
import type { FleetSpec } from './fleet-spec.ts';
import { progressOf, type VariantProgress } from './progress.ts';

/** Counts and weights of one variant, as both DescribeEndpoint and the events show them. */
export interface VariantCounts {
  readonly VariantName: string;
  readonly CurrentWeight: number;
  readonly DesiredWeight: number;
  readonly CurrentInstanceCount: number;
  readonly DesiredInstanceCount: number;
}

/** The variants on the config that serves (or is to serve, or failed to). */
export function liveVariants(
  { activity, live }: Endpoint,
  assumptions: Assumptions,
): readonly VariantCounts[] {
  const leftOut = activity.kind === 'updating' && assumptions.turnedOffBlue === 'left-out';
  const capacity = leftOut ? capacityIn(activity.deployment, activity.stage) : [];
  return live.fleets.map(({ spec, instances }, variant) =>
    countsOf(spec, capacity[variant]?.blueOn ?? instances.length, instances.length > 0 ? spec.weight : 0),
  );
}

/** The variants on the config that is being deployed; undefined if none is. */
export function pendingVariants({ activity, live }: Endpoint): readonly VariantCounts[] | undefined {
  switch (activity.kind) {
    case 'creating':
      return live.fleets.map(({ spec }) => countsOf(spec, 0, spec.weight));
    case 'updating': {
      const capacity = capacityIn(activity.deployment, activity.stage);
      return activity.green.fleets.map(({ spec }, variant) =>
        countsOf(spec, capacity[variant]?.greenOn ?? 0, spec.weight),
      );
    }
    case 'in-service':
    case 'rescaling':
    case 'system-updating':
    case 'update-rollback-failed':
    case 'deleting':
    case 'failed':
      return undefined;
  }
}

/** DescribeEndpoint's answer. During an update its top level stays on the config that served before. */
export function describeEndpoint(endpoint: Endpoint, assumptions: Assumptions): DescribeEndpointOutput {
  const { activity, live } = endpoint;
  const pending = pendingSummary(endpoint);
  return {
    EndpointName: endpoint.name,
    EndpointArn: endpoint.arn,
    EndpointConfigName: live.configName,
    EndpointStatus: statusOf(activity, assumptions),
    CreationTime: new Date(endpoint.createdAt),
    LastModifiedTime: new Date(endpoint.lastModifiedAt),
    ...(activity.kind === 'creating' ? {} : { ProductionVariants: liveSummaries(endpoint, assumptions) }),
    ...(endpoint.failureReason === undefined ? {} : { FailureReason: endpoint.failureReason }),
    ...(endpoint.lastDeploymentConfig === undefined
      ? {}
      : { LastDeploymentConfig: endpoint.lastDeploymentConfig }),
    ...(pending === undefined ? {} : { PendingDeploymentSummary: pending }),
  };
}

function liveSummaries(endpoint: Endpoint, assumptions: Assumptions): ProductionVariantSummary[] {
  const { activity, live } = endpoint;
  return liveVariants(endpoint, assumptions).map((counts, variant) => {
    const fleet = live.fleets[variant];
    // While a deployment runs, what it does is told in the pending summary.
    const progress = activity.kind === 'rescaling' ? progressOf(endpoint, variant) : undefined;
    return {
      ...counts,
      DeployedImages: fleet && deployedImages(fleet),
      ...(fleet && poolsOf(fleet.spec, counts.CurrentInstanceCount)),
      ...(progress === undefined ? {} : { VariantStatus: [variantStatus(progress)] }),
    };
  });
}

function pendingSummary(endpoint: Endpoint): PendingDeploymentSummary | undefined {
  const { activity, live } = endpoint;
  const variants = pendingVariants(endpoint);
  if (variants === undefined) return undefined;
  const pending: Generation = activity.kind === 'updating' ? activity.green : live;
  return {
    EndpointConfigName: pending.configName,
    StartTime: new Date(startOf(endpoint)),
    ProductionVariants: variants.map((counts, variant) => {
      const fleet = pending.fleets[variant];
      const progress = progressOf(endpoint, variant);
      return {
        ...counts,
        InstanceType: fleet?.spec.instanceType as never,
        DeployedImages: fleet && deployedImages(fleet),
        VariantStatus: progress && [variantStatus(progress)],
      };
    }),
  };
}

/** How many instances each of a variant's pools has: all are of the first in their order. */
const poolsOf = ({ poolTypes, instanceType }: FleetSpec, count: number) =>
  poolTypes.length > 0 && {
    InstancePools: poolTypes.map((type) => ({
      InstanceType: type as never,
      CurrentInstanceCount: type === instanceType ? count : 0,
    })),
  };

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

const variantStatus = (progress: VariantProgress): ProductionVariantStatus => ({
  Status: progress.status,
  StatusMessage: progress.message,
  StartTime: new Date(progress.startedAt),
});

/** Of every config behind the variant. There is no registry to ask for a digest: an image resolves to itself. */
const deployedImages = ({ spec, instances }: Fleet): DeployedImage[] =>
  [
    ...new Map(
      [spec, ...instances.map((instance) => instance.spec)].map((of) => [of.configName, of]),
    ).values(),
  ].map(({ image, resolvedAt }) => ({
    SpecifiedImage: image,
    ResolvedImage: image,
    ResolutionTime: new Date(resolvedAt),
  }));

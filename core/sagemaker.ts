import type { Tag } from './own-tags.ts';

/**
 * SageMaker's shapes, only the parts that decisions need, in AWS's own spelling. Adapters pass them on
 * unchanged.
 */

export interface CapacitySize {
  readonly Type: 'INSTANCE_COUNT' | 'CAPACITY_PERCENT';
  readonly Value: number;
}

export interface TrafficRoutingConfiguration {
  readonly Type: 'ALL_AT_ONCE' | 'CANARY' | 'LINEAR';
  /** Required by AWS's API model even for ALL_AT_ONCE, where it has no effect. */
  readonly WaitIntervalInSeconds: number;
  readonly CanarySize?: CapacitySize;
  readonly LinearStepSize?: CapacitySize;
}

export interface BlueGreenUpdatePolicy {
  readonly TrafficRoutingConfiguration: TrafficRoutingConfiguration;
  readonly TerminationWaitInSeconds: number;
  readonly MaximumExecutionTimeoutInSeconds: number;
}

export interface RollingUpdatePolicy {
  /** A batch: 5 to 50 % of the variant's instances. */
  readonly MaximumBatchSize: CapacitySize;
  /** The bake after each batch. */
  readonly WaitIntervalInSeconds: number;
  readonly MaximumExecutionTimeoutInSeconds: number;
  /** If absent, or the whole fleet, a rollback restores everything that is missing at once. */
  readonly RollbackMaximumBatchSize?: CapacitySize;
}

/** One policy. Members that are optional for AWS are filled in here. */
export type UpdatePolicy =
  | { readonly BlueGreenUpdatePolicy: BlueGreenUpdatePolicy; readonly RollingUpdatePolicy?: never }
  | { readonly RollingUpdatePolicy: RollingUpdatePolicy; readonly BlueGreenUpdatePolicy?: never };

/** A policy, and the alarms that roll back. */
export type DeploymentConfig = {
  readonly AutoRollbackConfiguration?: { readonly Alarms: readonly { readonly AlarmName: string }[] };
} & UpdatePolicy;

export interface ContainerDefinition {
  readonly Image?: string;
  readonly ModelDataUrl?: string;
  readonly Environment?: Readonly<Record<string, string>>;
  readonly [other: string]: unknown;
}

/** The input of CreateModel without the name. Members that we do not decide on are passed through. */
export interface ModelDefinition {
  readonly PrimaryContainer?: ContainerDefinition;
  /** The containers of an inference pipeline, instead of a primary one. */
  readonly Containers?: readonly ContainerDefinition[];
  readonly ExecutionRoleArn?: string;
  readonly [other: string]: unknown;
}

/** One of the instance types that a variant may get; the lowest Priority comes first. */
export interface InstancePool {
  readonly InstanceType: string;
  /** A model that instances of this type serve instead of the variant's. */
  readonly ModelNameOverride?: string;
  readonly [other: string]: unknown;
}

export interface ProductionVariant {
  readonly VariantName: string;
  /** Undefined if the variant hosts inference components. */
  readonly ModelName?: string;
  /** Undefined if it is serverless or has instance pools. */
  readonly InstanceType?: string;
  readonly InitialInstanceCount?: number;
  readonly InstancePools?: readonly InstancePool[];
  readonly [other: string]: unknown;
}

/**
 * Every model that a config's variants serve, without duplicates, including those of single instance pools.
 */
export const modelsOf = (
  variants: readonly Pick<ProductionVariant, 'ModelName' | 'InstancePools'>[],
): string[] => [
  ...new Set(
    variants.flatMap(({ ModelName, InstancePools = [] }) =>
      [ModelName, ...InstancePools.map(({ ModelNameOverride }) => ModelNameOverride)].filter(
        (name) => name !== undefined,
      ),
    ),
  ),
];

/**
 * The input of CreateEndpointConfig without the name. Members that we do not decide on are passed through.
 */
export interface EndpointConfigDefinition {
  readonly ProductionVariants: readonly ProductionVariant[];
  readonly [other: string]: unknown;
}

/** The parts of DescribeEndpoint that a verdict needs. Instants are epoch milliseconds. */
export interface EndpointView {
  readonly status: string;
  readonly configName: string;
  readonly pendingConfigName?: string;
  readonly failureReason?: string;
  readonly lastModified: number;
}

/** A variant during an update, on either fleet, with DescribeEndpoint's counts. */
export interface VariantProgress {
  readonly name: string;
  /** Its weight in the endpoint's traffic. */
  readonly weight: number;
  /** Instances that take traffic, and the desired number; absent if it is serverless. */
  readonly instances?: number;
  readonly desiredInstances?: number;
  /** `Baking`, `ActivatingTraffic` …; only of the new fleet. */
  readonly doing: readonly string[];
}

/** The parts of DescribeEndpoint that show the progress of an update. Instants are epoch milliseconds. */
export interface EndpointProgress extends EndpointView {
  /** When the running update began. */
  readonly pendingSince?: number;
  /** What serves, and what is coming. */
  readonly live: readonly VariantProgress[];
  readonly pending: readonly VariantProgress[];
}

/** The live endpoint with its config and models; only the parts that a plan needs. */
export interface LiveEndpoint extends EndpointView {
  /** Spelled as in DescribeEndpoint. */
  readonly name: string;
  readonly config: EndpointConfigDefinition;
  /** When that config was created; unknown if the config is gone. */
  readonly configCreatedAt?: number;
  /** What DescribeEndpoint shows to be in force, whether or not its config says so. */
  readonly inEffect?: {
    readonly metrics?: Readonly<Record<string, unknown>>;
    /** By variant. */
    readonly routing?: Readonly<Record<string, unknown>>;
  };
  /**
   * Members of its config and models that could not be read because they are newer than the SDK:
   * `MetricsConfig.NewSetting`.
   */
  readonly unread?: readonly string[];
  /** The models of its variants, by name; deleted ones are missing. */
  readonly models: Readonly<Record<string, ModelDefinition>>;
  /** The desired instances of each variant, as autoscaling last set them. */
  readonly desiredInstanceCounts: Readonly<Record<string, number>>;
  /** By variant: the digest of each image at the time of deployment (`DeployedImages`). */
  readonly resolvedImages: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly tags: readonly Tag[];
  /** The tags of its config, and of its models by name; only if they were asked for. */
  readonly tagged?: {
    readonly config: readonly Tag[];
    readonly models: Readonly<Record<string, readonly Tag[]>>;
  };
  /** CreationTime: it tells an endpoint from an earlier one of the same name. */
  readonly createdAt?: number;
  /** The deployment config of its last creation or update, as AWS returns it. */
  readonly lastDeployment?: Readonly<Record<string, unknown>>;
}

/** A kept endpoint config that a rollback may go back to. */
export interface KeptConfig {
  readonly name: string;
  readonly config: EndpointConfigDefinition;
  readonly tags: readonly Tag[];
  /** Models that it names but that were deleted. */
  readonly missingModels: readonly string[];
}

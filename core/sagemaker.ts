import type { Tag } from './own-tags.ts';

/** SageMaker's shapes as far as decisions need them, in AWS's own spelling; adapters pass them on as they are. */

export interface CapacitySize {
  readonly Type: 'INSTANCE_COUNT' | 'CAPACITY_PERCENT';
  readonly Value: number;
}

export interface TrafficRoutingConfiguration {
  readonly Type: 'ALL_AT_ONCE' | 'CANARY' | 'LINEAR';
  /** Required by AWS's API model even for ALL_AT_ONCE, where it has no meaning. */
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
  /** Absent, or the whole fleet: a rollback brings everything that is missing back at once. */
  readonly RollbackMaximumBatchSize?: CapacitySize;
}

/** One policy. What AWS leaves optional in it is filled in here. */
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

/** What CreateModel takes, but for its name. Members that we do not decide on are passed through. */
export interface ModelDefinition {
  readonly PrimaryContainer?: ContainerDefinition;
  /** An inference pipeline's containers, instead of a primary one. */
  readonly Containers?: readonly ContainerDefinition[];
  readonly ExecutionRoleArn?: string;
  readonly [other: string]: unknown;
}

/** One of the instance types that a variant may get, the lowest Priority first. */
export interface InstancePool {
  readonly InstanceType: string;
  /** A model that instances of this type serve instead of the variant's. */
  readonly ModelNameOverride?: string;
  readonly [other: string]: unknown;
}

export interface ProductionVariant {
  readonly VariantName: string;
  /** None where the variant hosts inference components. */
  readonly ModelName?: string;
  /** None where it is serverless, or has instance pools. */
  readonly InstanceType?: string;
  readonly InitialInstanceCount?: number;
  readonly InstancePools?: readonly InstancePool[];
  readonly [other: string]: unknown;
}

/** Every model that a config's variants serve, each once: also on single instance pools. */
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

/** What CreateEndpointConfig takes, but for its name. Members that we do not decide on are passed through. */
export interface EndpointConfigDefinition {
  readonly ProductionVariants: readonly ProductionVariant[];
  readonly [other: string]: unknown;
}

/** DescribeEndpoint, as far as a verdict needs it. Instants are epoch milliseconds. */
export interface EndpointView {
  readonly status: string;
  readonly configName: string;
  readonly pendingConfigName?: string;
  readonly failureReason?: string;
  readonly lastModified: number;
}

/** A variant during an update, on either fleet, as DescribeEndpoint counts it. */
export interface VariantProgress {
  readonly name: string;
  /** Its part of the endpoint's traffic, beside the others' weights. */
  readonly weight: number;
  /** Instances that take traffic, and those that are to in the end; none are told of where it is serverless. */
  readonly instances?: number;
  readonly desiredInstances?: number;
  /** `Baking`, `ActivatingTraffic` …: of the fleet that is coming. */
  readonly doing: readonly string[];
}

/** DescribeEndpoint, as far as one has to know how far an update is. Instants are epoch milliseconds. */
export interface EndpointProgress extends EndpointView {
  /** When the update under way began. */
  readonly pendingSince?: number;
  /** What serves, and what is coming. */
  readonly live: readonly VariantProgress[];
  readonly pending: readonly VariantProgress[];
}

/** The live endpoint with the config and models behind it, as far as a plan needs them. */
export interface LiveEndpoint extends EndpointView {
  /** As DescribeEndpoint has it. */
  readonly name: string;
  readonly config: EndpointConfigDefinition;
  /** When that config was made; unknown where the config is gone. */
  readonly configCreatedAt?: number;
  /** What DescribeEndpoint shows to be in force, whether its config says so or not. */
  readonly inEffect?: {
    readonly metrics?: Readonly<Record<string, unknown>>;
    /** By variant. */
    readonly routing?: Readonly<Record<string, unknown>>;
  };
  /** Members of its config and models that could not be read, being newer than the SDK: `MetricsConfig.NewSetting`. */
  readonly unread?: readonly string[];
  /** The models of its variants, by name; one that was deleted is missing. */
  readonly models: Readonly<Record<string, ModelDefinition>>;
  /** Instances that each variant is meant to have now, as autoscaling last set them. */
  readonly desiredInstanceCounts: Readonly<Record<string, number>>;
  /** By variant: the digest that each image it was created with turned out to be (`DeployedImages`). */
  readonly resolvedImages: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly tags: readonly Tag[];
  /** When it was made (CreationTime): one that is deleted and made again is another. */
  readonly createdAt?: number;
  /** The deployment config it was last created or updated with, as AWS gives it. */
  readonly lastDeployment?: Readonly<Record<string, unknown>>;
}

/** A kept endpoint config that a rollback would go back to. */
export interface KeptConfig {
  readonly name: string;
  readonly config: EndpointConfigDefinition;
  readonly tags: readonly Tag[];
  /** Models that it names and that were deleted. */
  readonly missingModels: readonly string[];
}

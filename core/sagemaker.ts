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

export interface DeploymentConfig {
  readonly BlueGreenUpdatePolicy: {
    readonly TrafficRoutingConfiguration: TrafficRoutingConfiguration;
    readonly TerminationWaitInSeconds: number;
    readonly MaximumExecutionTimeoutInSeconds: number;
  };
  readonly AutoRollbackConfiguration?: { readonly Alarms: readonly { readonly AlarmName: string }[] };
}

export interface ContainerDefinition {
  readonly Image?: string;
  readonly ModelDataUrl?: string;
  readonly Environment?: Readonly<Record<string, string>>;
  readonly [other: string]: unknown;
}

/** What CreateModel takes, but for its name. Members that we do not decide on are passed through. */
export interface ModelDefinition {
  readonly PrimaryContainer?: ContainerDefinition;
  readonly ExecutionRoleArn?: string;
  readonly [other: string]: unknown;
}

export interface ProductionVariant {
  readonly VariantName: string;
  readonly ModelName?: string;
  readonly InstanceType?: string;
  readonly InitialInstanceCount?: number;
  readonly [other: string]: unknown;
}

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

/** The live endpoint with the config and model behind it, as far as a plan needs them. */
export interface LiveEndpoint extends EndpointView {
  readonly name: string;
  readonly config: EndpointConfigDefinition;
  /** The model of the only production variant; undefined where there is no single one. */
  readonly model: ModelDefinition | undefined;
  /** Instances that each variant is meant to have now, as autoscaling last set them. */
  readonly desiredInstanceCounts: Readonly<Record<string, number>>;
}

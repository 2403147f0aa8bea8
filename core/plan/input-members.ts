/**
 * What a release does with each member of CreateEndpointConfig's and CreateModel's inputs that names
 * something: a model, an image, data, a package, a place in S3, a role. A new config that still names the old
 * model would count as deployed while the old model serves. So every member needs a decision here. A test
 * walks the installed SDK's schema and fails if AWS has added a member that is not listed.
 */
export type Fate =
  /** The release sets its own value, or removes the member. */
  | { readonly fate: 'replaced'; readonly why: string }
  /** Copied from the live one. */
  | { readonly fate: 'kept'; readonly why: string }
  /** An endpoint that has it cannot be released to. */
  | { readonly fate: 'refused'; readonly why: string };

export interface ShapeMembers {
  readonly names?: Readonly<Record<string, Fate>>;
  /** Members that have members of their own, decided in their own shape. */
  readonly inside?: readonly string[];
  /**
   * Numbers, switches and texts that name nothing: copied from the live one, unless the manifest sets them.
   */
  readonly settings?: readonly string[];
}

const replaced = (why: string): Fate => ({ fate: 'replaced', why });
const kept = (why: string): Fate => ({ fate: 'kept', why });
const refused = (why: string): Fate => ({ fate: 'refused', why });

const encryption = kept('a key for what is written to S3, or to disk');
const network = kept('a network that it runs in');

/** By AWS's shape: every member exactly once. */
export const inputMembers: Readonly<Record<string, ShapeMembers>> = {
  CreateEndpointConfigInput: {
    names: {
      EndpointConfigName: replaced('the name of the rollout'),
      ShadowProductionVariants: refused('their models would go on as they are, beside the release'),
      KmsKeyId: encryption,
      ExecutionRoleArn: kept('a role of the endpoint'),
      Tags: replaced("the rollout's own, the manifest's, and those of what it takes the place of but AWS's"),
    },
    inside: [
      'ProductionVariants',
      'DataCaptureConfig',
      'AsyncInferenceConfig',
      'ExplainerConfig',
      'VpcConfig',
      'MetricsConfig',
    ],
    settings: ['EnableNetworkIsolation'],
  },
  ProductionVariant: {
    names: {
      VariantName: kept('an update must keep it'),
      ModelName: replaced("the release's model; of a variant that does not take the artifact it is kept"),
      InstanceType: kept('unless the manifest names one'),
      AcceleratorType: kept('hardware'),
      InferenceAmiVersion: kept("the machine's image, which is AWS's; the container's is its model's"),
    },
    inside: [
      'InstancePools',
      'CoreDumpConfig',
      'ServerlessConfig',
      'ManagedInstanceScaling',
      'RoutingConfig',
      'CapacityReservationConfig',
    ],
    settings: [
      'InitialInstanceCount',
      'InitialVariantWeight',
      'VariantInstanceProvisionTimeoutInSeconds',
      'VolumeSizeInGB',
      'ModelDataDownloadTimeoutInSeconds',
      'ContainerStartupHealthCheckTimeoutInSeconds',
      'EnableSSMAccess',
    ],
  },
  InstancePool: {
    names: {
      ModelNameOverride: refused(
        "instances of the pool would go on serving it; where it is the variant's own model it is taken out",
      ),
      InstanceType: kept('hardware'),
    },
    settings: ['Priority'],
  },
  ProductionVariantCoreDumpConfig: {
    names: { DestinationS3Uri: kept('where core dumps go'), KmsKeyId: encryption },
  },
  ProductionVariantServerlessConfig: {
    settings: ['MemorySizeInMB', 'MaxConcurrency', 'ProvisionedConcurrency'],
  },
  ProductionVariantManagedInstanceScaling: {
    inside: ['ScaleInPolicy'],
    settings: ['Status', 'MinInstanceCount', 'MaxInstanceCount'],
  },
  ProductionVariantManagedInstanceScalingScaleInPolicy: {
    settings: ['Strategy', 'MaximumStepSize', 'CooldownInMinutes'],
  },
  ProductionVariantRoutingConfig: { inside: ['PrefixAwareRoutingConfig'], settings: ['RoutingStrategy'] },
  PrefixAwareRoutingConfig: { settings: ['PrefixLength', 'ConcurrencyThreshold'] },
  ProductionVariantCapacityReservationConfig: {
    names: { MlReservationArn: kept('reserved machines') },
    settings: ['CapacityReservationPreference'],
  },
  DataCaptureConfig: {
    names: {
      DestinationS3Uri: kept(
        "where captured requests go; with a capture in the manifest it is the release's own",
      ),
      KmsKeyId: encryption,
    },
    inside: ['CaptureOptions', 'CaptureContentTypeHeader'],
    settings: ['InitialSamplingPercentage', 'EnableCapture'],
  },
  CaptureOption: { settings: ['CaptureMode'] },
  CaptureContentTypeHeader: { settings: ['CsvContentTypes', 'JsonContentTypes'] },
  AsyncInferenceConfig: { inside: ['OutputConfig', 'ClientConfig'] },
  AsyncInferenceOutputConfig: {
    names: {
      S3OutputPath: kept('where answers go'),
      S3FailurePath: kept('where errors go'),
      KmsKeyId: encryption,
    },
    inside: ['NotificationConfig'],
  },
  AsyncInferenceNotificationConfig: {
    names: { SuccessTopic: kept('who is told of answers'), ErrorTopic: kept('who is told of errors') },
    settings: ['IncludeInferenceResponseIn'],
  },
  AsyncInferenceClientConfig: { settings: ['MaxConcurrentInvocationsPerInstance'] },
  ExplainerConfig: { inside: ['ClarifyExplainerConfig'] },
  ClarifyExplainerConfig: { inside: ['ShapConfig', 'InferenceConfig'], settings: ['EnableExplanations'] },
  ClarifyShapConfig: {
    inside: ['ShapBaselineConfig', 'TextConfig'],
    settings: ['NumberOfSamples', 'UseLogit', 'Seed'],
  },
  ClarifyShapBaselineConfig: {
    names: {
      ShapBaselineUri: kept('records that predictions are compared with; they explain, and serve nothing'),
    },
    settings: ['MimeType', 'ShapBaseline'],
  },
  ClarifyTextConfig: { settings: ['Language', 'Granularity'] },
  ClarifyInferenceConfig: {
    settings: [
      'FeaturesAttribute',
      'ContentTemplate',
      'MaxRecordCount',
      'MaxPayloadInMB',
      'ProbabilityIndex',
      'LabelIndex',
      'ProbabilityAttribute',
      'LabelAttribute',
      'LabelHeaders',
      'FeatureHeaders',
      'FeatureTypes',
    ],
  },
  VpcConfig: { names: { SecurityGroupIds: network, Subnets: network } },
  MetricsConfig: {
    settings: ['EnableEnhancedMetrics', 'EnableDetailedObservability', 'MetricPublishFrequencyInSeconds'],
  },

  CreateModelInput: {
    names: {
      ModelName: replaced('the name of the rollout'),
      ExecutionRoleArn: kept('unless the manifest names one'),
      Tags: replaced("the rollout's own, the manifest's, and those of what it takes the place of but AWS's"),
    },
    inside: ['PrimaryContainer', 'Containers', 'VpcConfig', 'InferenceExecutionConfig'],
    settings: ['EnableNetworkIsolation'],
  },
  /**
   * The container that takes the artifact. Other containers of a pipeline are kept, with their images pinned.
   */
  ContainerDefinition: {
    names: {
      Image: replaced("by the manifest's; without one it is kept, pinned to the digest that serves"),
      ModelDataUrl: replaced('the artifact takes its place'),
      ModelDataSource: replaced('the artifact takes its place, with all that is in it'),
      ModelPackageName: refused('image and data come in one; with an image in the manifest it is taken out'),
      InferenceSpecificationName: replaced('it chooses within the model package, and goes with it'),
      AdditionalModelDataSources: kept(
        'data beside the model data, which the artifact does not take the place of; told as a warning',
      ),
      Mode: refused('MultiModel loads models from a prefix as they are asked for; SingleModel is kept'),
      Environment: kept('unless the manifest has one; a variable that names a model is told as a warning'),
    },
    inside: ['ImageConfig', 'MultiModelConfig', 'ContainerMetricsConfig'],
    settings: ['ContainerHostname'],
  },
  ImageConfig: { inside: ['RepositoryAuthConfig'], settings: ['RepositoryAccessMode'] },
  RepositoryAuthConfig: {
    names: {
      RepositoryCredentialsProviderArn: kept(
        'a function that knows how to pull the image; an image of ECR in the manifest takes it out',
      ),
    },
  },
  MultiModelConfig: { settings: ['ModelCacheSetting'] },
  ContainerMetricsConfig: { inside: ['MetricsEndpoints'] },
  MetricsEndpoint: {
    names: { MetricsEndpointPath: kept('where the container shows its metrics') },
    settings: ['MetricPublishFrequencyInSeconds'],
  },
  InferenceExecutionConfig: { settings: ['Mode'] },
};

/** What the local SageMaker does with the members of one shape. A member named nowhere is refused. */
export interface ShapeCoverage {
  /** It does what AWS does. */
  readonly simulated: readonly string[];
  /** Kept and shown back, with no effect here; why that is honest. What is inside it is not looked at. */
  readonly kept?: Readonly<Record<string, string>>;
  /** Refused, because its effect would have to be faked; why. */
  readonly refused?: Readonly<Record<string, string>>;
}

const named = (member: string): ShapeCoverage => ({ simulated: [member] });

const listing = ['SortBy', 'SortOrder', 'NextToken', 'MaxResults', 'NameContains'];
const creation = ['CreationTimeBefore', 'CreationTimeAfter'];

/** Per shape of the API models, every member of every input. */
export const coverageTable: Readonly<Record<string, ShapeCoverage>> = {
  CreateModelInput: {
    simulated: ['ModelName', 'PrimaryContainer', 'Containers', 'Tags'],
    kept: {
      ExecutionRoleArn: 'what a model may do is not checked here',
      VpcConfig: 'there are no networks here',
      EnableNetworkIsolation: 'there are no networks here',
    },
    refused: { InferenceExecutionConfig: 'it is about models of several containers' },
  },
  ContainerDefinition: {
    simulated: ['Image', 'Mode', 'ModelDataUrl', 'ModelDataSource', 'ModelPackageName', 'Environment'],
    kept: {
      ContainerHostname: 'AWS ignores it in a model of one container',
      ImageConfig: 'it says how an image is pulled, and none is',
    },
    refused: {
      AdditionalModelDataSources: 'further artifacts would be missing in the container',
      InferenceSpecificationName: 'it chooses within a model package',
      MultiModelConfig: 'it is about multi-model endpoints',
      ContainerMetricsConfig: 'the metrics of the container would never appear',
    },
  },
  ModelDataSource: named('S3DataSource'),
  S3ModelDataSource: {
    simulated: ['S3Uri', 'S3DataType', 'CompressionType'],
    kept: { ModelAccessConfig: 'accepting a licence changes nothing here' },
    refused: {
      HubAccessConfig: 'there is no hub here',
      ManifestS3Uri: 'manifests are not read',
      ETag: 'what AWS enforces by it is not documented',
      ManifestEtag: 'manifests are not read',
    },
  },
  CreateEndpointConfigInput: {
    simulated: ['EndpointConfigName', 'ProductionVariants', 'DataCaptureConfig', 'Tags'],
    kept: {
      KmsKeyId: 'nothing is on a disk to be encrypted',
      AsyncInferenceConfig: 'a deployment is the same; invocations of an asynchronous endpoint are refused',
      ExplainerConfig: 'no request is explained',
      ExecutionRoleArn: 'what a model may do is not checked here',
      VpcConfig: 'there are no networks here',
      EnableNetworkIsolation: 'there are no networks here',
      MetricsConfig: 'the standard metrics are published, no enhanced ones',
    },
    refused: { ShadowProductionVariants: 'no traffic would be copied to them' },
  },
  DataCaptureConfig: {
    simulated: [
      'EnableCapture',
      'InitialSamplingPercentage',
      'DestinationS3Uri',
      'CaptureOptions',
      'CaptureContentTypeHeader',
    ],
    kept: { KmsKeyId: 'nothing is on a disk to be encrypted' },
  },
  CaptureOption: named('CaptureMode'),
  CaptureContentTypeHeader: { simulated: ['CsvContentTypes', 'JsonContentTypes'] },
  ProductionVariant: {
    simulated: [
      'VariantName',
      'ModelName',
      'InitialInstanceCount',
      'InstanceType',
      'InstancePools',
      'InitialVariantWeight',
      'ContainerStartupHealthCheckTimeoutInSeconds',
    ],
    kept: {
      VariantInstanceProvisionTimeoutInSeconds: 'the first instance pool has all that is wanted',
      VolumeSizeInGB: 'instances have no volumes of their own here',
      ModelDataDownloadTimeoutInSeconds: 'a download from the local S3 takes no time',
      EnableSSMAccess: 'there is no machine to log on to',
      InferenceAmiVersion: 'there is no machine image here',
      CoreDumpConfig: 'no core dumps are written',
      RoutingConfig: 'instances answer at once; which of them is asked is drawn by chance',
    },
    refused: {
      ServerlessConfig: 'serverless variants have no instances to shift',
      ManagedInstanceScaling: 'nothing would scale',
      CapacityReservationConfig: 'there are no reservations here',
      AcceleratorType: 'Elastic Inference has ended',
    },
  },
  InstancePool: { simulated: ['InstanceType', 'Priority', 'ModelNameOverride'] },
  CreateEndpointInput: { simulated: ['EndpointName', 'EndpointConfigName', 'DeploymentConfig', 'Tags'] },
  UpdateEndpointInput: {
    simulated: [
      'EndpointName',
      'EndpointConfigName',
      'RetainAllVariantProperties',
      'ExcludeRetainedVariantProperties',
      'DeploymentConfig',
      'RetainDeploymentConfig',
    ],
  },
  VariantProperty: named('VariantPropertyType'),
  DeploymentConfig: {
    simulated: ['BlueGreenUpdatePolicy', 'RollingUpdatePolicy', 'AutoRollbackConfiguration'],
  },
  BlueGreenUpdatePolicy: {
    simulated: [
      'TrafficRoutingConfiguration',
      'TerminationWaitInSeconds',
      'MaximumExecutionTimeoutInSeconds',
    ],
  },
  TrafficRoutingConfig: { simulated: ['Type', 'WaitIntervalInSeconds', 'CanarySize', 'LinearStepSize'] },
  RollingUpdatePolicy: {
    simulated: [
      'MaximumBatchSize',
      'WaitIntervalInSeconds',
      'MaximumExecutionTimeoutInSeconds',
      'RollbackMaximumBatchSize',
    ],
  },
  CapacitySize: { simulated: ['Type', 'Value'] },
  AutoRollbackConfig: named('Alarms'),
  Alarm: named('AlarmName'),
  UpdateEndpointWeightsAndCapacitiesInput: { simulated: ['EndpointName', 'DesiredWeightsAndCapacities'] },
  DesiredWeightAndCapacity: {
    simulated: ['VariantName', 'DesiredWeight', 'DesiredInstanceCount'],
    refused: { ServerlessUpdateConfig: 'serverless variants have no instances to shift' },
  },
  DescribeModelInput: named('ModelName'),
  DescribeEndpointConfigInput: named('EndpointConfigName'),
  DescribeEndpointInput: named('EndpointName'),
  DeleteModelInput: named('ModelName'),
  DeleteEndpointConfigInput: named('EndpointConfigName'),
  DeleteEndpointInput: named('EndpointName'),
  ListModelsInput: { simulated: [...listing, ...creation] },
  ListEndpointConfigsInput: { simulated: [...listing, ...creation] },
  ListEndpointsInput: {
    simulated: [...listing, ...creation, 'LastModifiedTimeBefore', 'LastModifiedTimeAfter', 'StatusEquals'],
  },
  AddTagsInput: { simulated: ['ResourceArn', 'Tags'] },
  ListTagsInput: { simulated: ['ResourceArn', 'NextToken', 'MaxResults'] },
  DeleteTagsInput: { simulated: ['ResourceArn', 'TagKeys'] },
  Tag: { simulated: ['Key', 'Value'] },
  InvokeEndpointInput: {
    simulated: [
      'EndpointName',
      'Body',
      'ContentType',
      'Accept',
      'CustomAttributes',
      'TargetVariant',
      'InferenceId',
    ],
    refused: {
      TargetModel: 'it is about multi-model endpoints',
      TargetContainerHostname: 'it is about models of several containers',
      EnableExplanations: 'no request is explained',
      InferenceComponentName: 'there are no inference components here',
      SessionId: 'there are no stateful sessions here',
    },
  },
};

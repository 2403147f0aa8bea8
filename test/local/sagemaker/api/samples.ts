import type {
  CreateEndpointConfigInput,
  CreateModelInput,
  ProductionVariant,
  UpdateEndpointInput,
} from '@aws-sdk/client-sagemaker';

/** Inputs that AWS's API model allows, with members of every kind, to be spoiled or shown back. */

export const modelInput = {
  ModelName: 'iris-1',
  PrimaryContainer: {
    Image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/iris:1',
    ContainerHostname: 'first',
    ImageConfig: { RepositoryAccessMode: 'Platform' },
    Mode: 'SingleModel',
    ModelDataUrl: 's3://bucket/models/iris/v1/model.tar.gz',
    Environment: { THRESHOLD: '0.5', LEVEL: 'info' },
  },
  ExecutionRoleArn: 'arn:aws:iam::000000000000:role/models',
  VpcConfig: { SecurityGroupIds: ['sg-1', 'sg-2'], Subnets: ['subnet-1'] },
  EnableNetworkIsolation: true,
  Tags: [{ Key: 'team', Value: 'flowers' }],
} satisfies CreateModelInput;

export const variant = {
  VariantName: 'AllTraffic',
  ModelName: 'iris-1',
  InstanceType: 'ml.m5.large',
  InitialInstanceCount: 2,
  InitialVariantWeight: 0.5,
  VolumeSizeInGB: 20,
  ModelDataDownloadTimeoutInSeconds: 60,
  ContainerStartupHealthCheckTimeoutInSeconds: 600,
  EnableSSMAccess: true,
  InferenceAmiVersion: 'al2-ami-sagemaker-inference-gpu-2',
  RoutingConfig: { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
  CoreDumpConfig: { DestinationS3Uri: 's3://bucket/dumps', KmsKeyId: 'key' },
} satisfies ProductionVariant;

export const endpointConfigInput = {
  EndpointConfigName: 'iris-1',
  ProductionVariants: [variant],
  DataCaptureConfig: {
    EnableCapture: true,
    InitialSamplingPercentage: 10,
    DestinationS3Uri: 's3://bucket/captured',
    CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
    CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'] },
  },
  KmsKeyId: 'alias/key',
  AsyncInferenceConfig: {
    ClientConfig: { MaxConcurrentInvocationsPerInstance: 4 },
    OutputConfig: { S3OutputPath: 's3://bucket/answers' },
  },
  ExplainerConfig: {
    ClarifyExplainerConfig: {
      ShapConfig: { ShapBaselineConfig: { MimeType: 'text/csv', ShapBaseline: '1,2' }, NumberOfSamples: 2 },
    },
  },
  ExecutionRoleArn: 'arn:aws:iam::000000000000:role/models',
  VpcConfig: { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1', 'subnet-2'] },
  EnableNetworkIsolation: true,
  MetricsConfig: { EnableEnhancedMetrics: true, MetricPublishFrequencyInSeconds: 10 },
  Tags: [{ Key: 'team', Value: 'flowers' }],
} satisfies CreateEndpointConfigInput;

const updateInput = {
  EndpointName: 'iris',
  EndpointConfigName: 'iris-2',
  RetainAllVariantProperties: true,
  ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' }],
  DeploymentConfig: {
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: {
        Type: 'LINEAR',
        WaitIntervalInSeconds: 300,
        LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 20 },
      },
      TerminationWaitInSeconds: 300,
      MaximumExecutionTimeoutInSeconds: 3600,
    },
    AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'iris-5xx' }, { AlarmName: 'iris-latency' }] },
  },
} satisfies UpdateEndpointInput;

export const samples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  CreateModel: modelInput,
  CreateEndpointConfig: endpointConfigInput,
  UpdateEndpoint: updateInput,
  UpdateEndpointWeightsAndCapacities: {
    EndpointName: 'iris',
    DesiredWeightsAndCapacities: [
      { VariantName: 'AllTraffic', DesiredWeight: 1, DesiredInstanceCount: 3 },
      { VariantName: 'B', DesiredWeight: 0 },
    ],
  },
  ListEndpoints: {
    SortBy: 'Status',
    SortOrder: 'Ascending',
    NextToken: 'token',
    MaxResults: 50,
    NameContains: 'iris',
    StatusEquals: 'InService',
  },
  AddTags: {
    ResourceArn: 'arn:aws:sagemaker:us-east-1:000000000000:endpoint/iris',
    Tags: [
      { Key: 'team', Value: 'flowers' },
      { Key: 'été @:/=+-_.', Value: '' },
    ],
  },
  DeleteTags: {
    ResourceArn: 'arn:aws:sagemaker:us-east-1:000000000000:model/iris',
    TagKeys: ['team', 'owner'],
  },
};

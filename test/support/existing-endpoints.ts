import {
  ApplicationAutoScalingClient,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateEndpointCommand,
  type CreateEndpointCommandInput,
  CreateEndpointConfigCommand,
  type CreateEndpointConfigCommandInput,
  CreateModelCommand,
  DescribeEndpointCommand,
  SageMakerClient,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from '@aws-sdk/client-sagemaker';
import type { LocalAws } from '../../local/stack/local-aws.ts';
import { artifactBytes } from '../../scenarios/release-artifacts.ts';

/** Moves time until a promise is settled, where time does not move by itself. */
type Drive = <T>(work: Promise<T>) => Promise<T>;
const byItself: Drive = (work) => work;

const bucket = 'greenlight-local-models-000000000000-us-east-1';
const roles = 'arn:aws:iam::000000000000:role';

/** What SageMaker's console makes for a user, with its date. */
export const defaultRole = `${roles}/service-role/AmazonSageMaker-ExecutionRole-20240105T101010`;
const strangeRole = `${roles}/data-science-legacy`;
const key = 'arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab';

interface Existing {
  readonly name: string;
  readonly role: string;
  readonly instances: number;
  readonly config?: Partial<CreateEndpointConfigCommandInput>;
  readonly endpoint?: Partial<CreateEndpointCommandInput>;
}

/** Endpoints as they are found in accounts, none of which has heard of Greenlight. */
const existing: readonly Existing[] = [
  {
    name: 'fraud',
    role: defaultRole,
    instances: 4,
    endpoint: {
      DeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: {
            Type: 'CANARY',
            CanarySize: { Type: 'CAPACITY_PERCENT', Value: 25 },
            WaitIntervalInSeconds: 600,
          },
          TerminationWaitInSeconds: 300,
        },
        AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'fraud-5xx' }] },
      },
    },
  },
  {
    name: 'documents',
    role: `${roles}/greenlight-local-model`,
    instances: 1,
    config: { AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://theirs/answers' } } },
  },
  {
    name: 'Churn',
    role: `${roles}/greenlight-local-model`,
    instances: 2,
    config: {
      KmsKeyId: key,
      DataCaptureConfig: {
        EnableCapture: true,
        InitialSamplingPercentage: 10,
        DestinationS3Uri: 's3://theirs/captured',
        CaptureOptions: [{ CaptureMode: 'InputAndOutput' }],
      },
    },
    endpoint: {
      Tags: [
        { Key: 'team', Value: 'growth' },
        { Key: 'ManagedBy', Value: 'Terraform' },
      ],
    },
  },
  { name: 'legacy', role: strangeRole, instances: 1 },
];

/**
 * Makes them: one with SageMaker's default role and a stored canary, an asynchronous one that was scaled to 0, one
 * with a KMS key and the tags of somebody else, one with a role that the stage does not allow.
 */
export async function makeExistingEndpoints(aws: LocalAws, drive: Drive = byItself): Promise<void> {
  const sageMaker = aws.clients(SageMakerClient);
  await drive(aws.clients(CloudWatchClient).send(serverErrorsOf('fraud')));
  for (const { name, role, instances, config, endpoint } of existing) {
    const data = `theirs/${name}/model.tar.gz`;
    const put = { Bucket: bucket, Key: data, Body: artifactBytes('model', name) };
    await drive(aws.clients(S3Client).send(new PutObjectCommand(put)));
    const model = `${name}-model`;
    const PrimaryContainer = { Image: 'local:story', ModelDataUrl: `s3://${bucket}/${data}` };
    await drive(
      sageMaker.send(new CreateModelCommand({ ModelName: model, ExecutionRoleArn: role, PrimaryContainer })),
    );
    const EndpointConfigName = `${name}-config-7`;
    const variant = {
      VariantName: 'main',
      ModelName: model,
      InstanceType: 'ml.m5.large' as const,
      InitialInstanceCount: instances,
    };
    await drive(
      sageMaker.send(
        new CreateEndpointConfigCommand({ EndpointConfigName, ProductionVariants: [variant], ...config }),
      ),
    );
    await drive(
      sageMaker.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName, ...endpoint })),
    );
  }
}

/** Has the asynchronous one scaled to 0, once it is InService. */
export async function scaleToZero(aws: LocalAws, drive: Drive = byItself): Promise<void> {
  const target = {
    ServiceNamespace: 'sagemaker',
    ResourceId: 'endpoint/documents/variant/main',
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    MinCapacity: 0,
    MaxCapacity: 3,
  } as const;
  await drive(aws.clients(ApplicationAutoScalingClient).send(new RegisterScalableTargetCommand(target)));
  await drive(
    aws.clients(SageMakerClient).send(
      new UpdateEndpointWeightsAndCapacitiesCommand({
        EndpointName: 'documents',
        DesiredWeightsAndCapacities: [{ VariantName: 'main', DesiredInstanceCount: 0 }],
      }),
    ),
  );
}

/** Their names, in alphabetical order as AWS sorts. */
export const existingNames = existing.map(({ name }) => name).sort();

export async function statusOf(aws: LocalAws, EndpointName: string): Promise<string | undefined> {
  const read = await aws.clients(SageMakerClient).send(new DescribeEndpointCommand({ EndpointName }));
  return read.EndpointStatus;
}

/** Two of two minutes with more than 1 % of errors, in which both fleets count. */
const serverErrorsOf = (endpoint: string) =>
  new PutMetricAlarmCommand({
    AlarmName: `${endpoint}-5xx`,
    Namespace: 'AWS/SageMaker',
    MetricName: 'Invocation5XXErrors',
    Dimensions: [
      { Name: 'EndpointName', Value: endpoint },
      { Name: 'VariantName', Value: 'main' },
    ],
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 2,
    DatapointsToAlarm: 2,
    Threshold: 0.01,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  });

import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { GetFunctionCommand, GetFunctionUrlConfigCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetBucketNotificationConfigurationCommand,
  GetBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type {
  FunctionFacts,
  InstallationFacts,
  Reading,
  RuleFacts,
} from '../../core/doctor/installation/installation-facts.ts';
import { inventoryOf } from '../../core/doctor/installation/inventory.ts';
import { accountOf } from '../aws/account-of.ts';
import type { Aws } from '../aws/aws.ts';
import { eachLookedAt, lookedAt } from './looked-at.ts';

/** Reads what a stage consists of, for `doctor`. Changes nothing. What may not be read is left out. */
export async function readInstallation(aws: Aws): Promise<InstallationFacts> {
  const { stage, names, clients, region } = aws;
  const { partition, account } = accountOf(aws);
  const has = inventoryOf(stage);
  const secrets = clients(SecretsManagerClient);
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;

  return {
    stage,
    functions: await eachLookedAt(has.functions, 'lambda:GetFunction', functionFacts(clients(LambdaClient))),
    rules: await eachLookedAt(
      has.rules,
      'events:DescribeRule (or events:ListTargetsByRule)',
      ruleFacts(clients(EventBridgeClient)),
    ),
    queues: await eachLookedAt(has.queues, 'sqs:GetQueueAttributes', messagesIn(clients(SQSClient))),
    secrets: await eachLookedAt(has.secrets, 'secretsmanager:DescribeSecret', async (SecretId) => {
      await secrets.send(new DescribeSecretCommand({ SecretId }));
      return {};
    }),
    slackIsPlaceholder: await lookedAt('secretsmanager:GetSecretValue', async () => {
      const read = await secrets.send(new GetSecretValueCommand({ SecretId: has.slackSecret }));
      return /^\s*\{\s*\}\s*$/.test(read.SecretString ?? '');
    }),
    subscribers: await lookedAt('sns:ListSubscriptionsByTopic', () =>
      subscribersOf(clients(SNSClient), arn('sns', has.topic)),
    ),
    commands: await commandsAddress(aws),
    decisions: await functionUrl(clients(LambdaClient), `greenlight-${stage}-decideGate`),
    machines: await eachLookedAt(has.machines, 'states:DescribeStateMachine', async (name) => {
      const stateMachineArn = arn('states', `stateMachine:${name}`);
      const read = await clients(SFNClient).send(new DescribeStateMachineCommand({ stateMachineArn }));
      return read.status ?? 'unknown';
    }),
    table: await lookedAt('dynamodb:DescribeTable', async () => {
      const read = await clients(DynamoDBClient).send(new DescribeTableCommand({ TableName: names.table }));
      return read.Table?.TableStatus ?? 'unknown';
    }),
    bucket: await lookedAt('s3:GetBucketVersioning (or s3:GetBucketNotification)', () =>
      bucketFacts(clients(S3Client), names.bucket),
    ),
    ops: await lookedAt('cloudwatch:DescribeAlarms', () =>
      alarmsNamed(clients(CloudWatchClient), has.opsAlarms),
    ),
  };
}

const functionFacts =
  (client: LambdaClient) =>
  async (FunctionName: string): Promise<FunctionFacts> => {
    const { Configuration: made } = await client.send(new GetFunctionCommand({ FunctionName }));
    return {
      state: made?.State ?? 'Active',
      reason: made?.StateReason ?? made?.LastUpdateStatusReason,
      lastUpdate: made?.LastUpdateStatus ?? 'Successful',
    };
  };

const ruleFacts =
  (client: EventBridgeClient) =>
  async (name: string): Promise<RuleFacts> => {
    const { State } = await client.send(new DescribeRuleCommand({ Name: name }));
    const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: name }));
    return { enabled: State !== 'DISABLED', targets: Targets.length };
  };

const messagesIn =
  (client: SQSClient) =>
  async (QueueName: string): Promise<{ messages: number }> => {
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    return { messages: Number(Attributes?.ApproximateNumberOfMessages ?? 0) };
  };

async function subscribersOf(client: SNSClient, TopicArn: string): Promise<string[]> {
  const found: string[] = [];
  // One that was never confirmed gets nothing.
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn }))
    for (const { SubscriptionArn, Endpoint } of Subscriptions)
      if (Endpoint !== undefined && SubscriptionArn !== 'PendingConfirmation') found.push(Endpoint);
  return found;
}

/** As `operate` looks for it: the function's URL or, where the stage has none, the API's. */
async function commandsAddress({ clients, names }: Aws): Promise<Reading<string>> {
  const url = await functionUrl(clients(LambdaClient), names.operateSigned);
  if (url.kind === 'read') return url;
  const api = await lookedAt('ssm:GetParameter', async () => {
    const read = new GetParameterCommand({ Name: names.commandsAddress });
    return (await clients(SSMClient).send(read)).Parameter?.Value ?? '';
  });
  // Whoever may not read one of the two does not know.
  return api.kind === 'missing' ? url : api;
}

const functionUrl = (client: LambdaClient, FunctionName: string): Promise<Reading<string>> =>
  lookedAt('lambda:GetFunctionUrlConfig', async () => {
    const read = await client.send(new GetFunctionUrlConfigCommand({ FunctionName }));
    return read.FunctionUrl ?? '';
  });

async function bucketFacts(client: S3Client, Bucket: string) {
  const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket }));
  const told = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  return { versioned: Status === 'Enabled', tellsEventBridge: told.EventBridgeConfiguration !== undefined };
}

async function alarmsNamed(client: CloudWatchClient, AlarmNamePrefix: string) {
  const found: { name: string; state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' }[] = [];
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNamePrefix }))
    for (const { AlarmName: name, StateValue: state } of MetricAlarms)
      if (name !== undefined && state !== undefined) found.push({ name, state });
  return found;
}

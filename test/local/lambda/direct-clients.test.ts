import { Readable } from 'node:stream';
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  ListServiceQuotasCommand,
  paginateListServiceQuotas,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import type { ClientFactory } from '../../../local/lambda/seam.ts';
import { createLocalAws } from '../../../local/stack/local-aws.ts';

const template = {
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'letters' } },
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: 'models', VersioningConfiguration: { Status: 'Enabled' } },
    },
    Echo: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'echo',
        Handler: 'echo.handler',
        Runtime: 'nodejs24.x',
        Timeout: 10,
        Role: 'arn:aws:iam::000000000000:role/any',
        Code: { S3Bucket: 'any', S3Key: 'any' },
      },
    },
  },
};

async function worldOf(transport: 'wire' | 'direct') {
  const clock = new VirtualClock();
  const echo = async (event: unknown) => {
    // A text is an error, whose stack would tell the one way from the other.
    if (typeof event === 'string') throw Object.assign(new TypeError(event), { stack: event });
    return { event };
  };
  const load = async () => ({ make: () => echo });
  const aws = await clock.drive(createLocalAws({ clock, seed: 3, template, transport, load }));
  return { clock, aws };
}

/** What came of it, both ways, with all that is told of an error. */
async function bothWays(call: (clients: ClientFactory) => Promise<unknown>): Promise<[unknown, unknown]> {
  const outcomes = [];
  for (const transport of ['wire', 'direct'] as const) {
    const { clock, aws } = await worldOf(transport);
    outcomes.push(
      await clock.drive(call(aws.clients)).then(
        (output) => ({ output }),
        (error: Error) => ({ ...error, is: error.constructor, name: error.name, message: error.message }),
      ),
    );
    await aws.close();
  }
  return outcomes as [unknown, unknown];
}

const put = (condition = {}) =>
  new PutCommand({ TableName: 'ledger', Item: { pk: 'a', n: 1, list: [null, { x: true }] }, ...condition });

async function ledgerOf(clients: ClientFactory): Promise<DynamoDBDocumentClient> {
  const client = clients(DynamoDBClient);
  await client.send(
    new CreateTableCommand({
      TableName: 'ledger',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** With a key that a path must encode. */
const object = { Bucket: 'models', Key: 'a b/ü&c+d' };

const calls: Record<string, (clients: ClientFactory) => Promise<unknown>> = {
  'an answer in JSON': (clients) =>
    clients(ServiceQuotasClient).send(new ListServiceQuotasCommand({ ServiceCode: 'sagemaker' })),
  'a refusal in JSON': (clients) =>
    clients(SageMakerClient).send(new DescribeEndpointCommand({ EndpointName: 'no' })),
  'a refusal of a wrong type': (clients) =>
    clients(SageMakerClient).send(new DescribeEndpointCommand({ EndpointName: 5 as never })),
  'a modeled refusal': (clients) =>
    clients(SecretsManagerClient).send(new GetSecretValueCommand({ SecretId: 'no' })),
  'a refusal in Query': (clients) =>
    clients(SNSClient).send(
      new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:no', Message: 'm' }),
    ),
  'a refusal with Query names': (clients) =>
    clients(SQSClient).send(new GetQueueUrlCommand({ QueueName: 'no' })),
  'a message with an attribute': (clients) =>
    clients(SQSClient).send(
      new SendMessageCommand({
        QueueUrl: 'http://127.0.0.1:4566/000000000000/letters',
        MessageBody: 'm',
        MessageAttributes: { a: { DataType: 'Binary', BinaryValue: new Uint8Array([1]) } },
      }),
    ),
  'a document': async (clients) => {
    const ledger = await ledgerOf(clients);
    await ledger.send(put());
    return ledger.send(
      new UpdateCommand({
        TableName: 'ledger',
        Key: { pk: 'a' },
        UpdateExpression: 'SET n = n + :n',
        ExpressionAttributeValues: { ':n': 2 },
        ReturnValues: 'ALL_NEW',
      }),
    );
  },
  'a failed condition': async (clients) => {
    const ledger = await ledgerOf(clients);
    await ledger.send(put());
    return ledger.send(
      put({
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  },
  'a document that only the library can read': async (clients) =>
    (await ledgerOf(clients)).send(
      new PutCommand({ TableName: 'ledger', Item: { pk: 'a', at: new Date(5) } }),
    ),
  'a table that is not there': async (clients) => {
    await ledgerOf(clients);
    return clients(DynamoDBClient).send(new GetItemCommand({ TableName: 'other', Key: { pk: { S: 'a' } } }));
  },
  'buckets, in requests': (clients) => clients(S3Client).send(new ListBucketsCommand({})),
  'an object, read in a request': async (clients) => {
    const s3 = clients(S3Client);
    await s3.send(new PutObjectCommand({ ...object, Body: 'text', Metadata: { who: 'ana' } }));
    const { Body, ...rest } = await s3.send(new GetObjectCommand(object));
    const head = await s3.send(new HeadObjectCommand(object));
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'models', Prefix: 'a' }));
    return {
      rest,
      head,
      Contents,
      isStream: Body instanceof Readable,
      text: await Body?.transformToString(),
    };
  },
  'objects, written and copied': async (clients) => {
    const s3 = clients(S3Client);
    const put = async (more: object) =>
      s3.send(new PutObjectCommand({ ...object, Body: 'text', ContentType: 'text/plain', ...more }));
    const copy = { ...object, Key: 'c', CopySource: 'models/a%20b/%C3%BC%26c%2Bd' };
    return [
      await put({}),
      await put({ Body: Buffer.from([1, 2, 3]), ContentType: undefined }),
      await put({ Body: '' }),
      await put({ ChecksumAlgorithm: 'SHA256' }),
      await put({ ChecksumCRC32C: 'nKUsSQ==' }).catch((error: Error) => [error.name, error.message]),
      await put({ IfNoneMatch: '*' }).catch((error: Error) => [error.name, error.message]),
      await put({ Body: Readable.from([Buffer.from('streamed')]), ContentLength: 8 }),
      await s3.send(new CopyObjectCommand(copy)),
      await s3
        .send(new CopyObjectCommand({ ...copy, CopySource: 'models/no' }))
        .catch((error: Error) => [error.name, error.message]),
      await s3.send(new HeadObjectCommand({ ...copy, ChecksumMode: 'ENABLED' })),
    ];
  },
  'objects, deleted': async (clients) => {
    const s3 = clients(S3Client);
    const { VersionId } = await s3.send(new PutObjectCommand({ ...object, Body: 'text' }));
    const Objects = [{ Key: object.Key, VersionId }, { Key: 'no <&>' }];
    return [
      await s3.send(new DeleteObjectCommand(object)),
      await s3.send(new DeleteObjectsCommand({ Bucket: 'models', Delete: { Objects } })),
      await s3
        .send(new DeleteObjectsCommand({ Bucket: 'models', Delete: { Objects: [] } }))
        .catch((error: Error) => [error.name, error.message]),
      await s3.send(new ListObjectVersionsCommand({ Bucket: 'models' })),
    ];
  },
  'an object that is not there': (clients) => clients(S3Client).send(new GetObjectCommand(object)),
  'no object, and no body to say so': (clients) => clients(S3Client).send(new HeadObjectCommand(object)),
  'a bucket that is not there': (clients) =>
    clients(S3Client).send(new ListObjectVersionsCommand({ Bucket: 'others' })),
  'a function that is not there': (clients) =>
    clients(LambdaClient).send(new InvokeCommand({ FunctionName: 'no', Payload: Buffer.from('{}') })),
  'a function and its error': async (clients) => {
    const invoke = async (Payload: string | Buffer | undefined, more = {}) => {
      const input = { FunctionName: 'echo', ...(Payload !== undefined && { Payload }), ...more };
      const answer = await clients(LambdaClient)
        .send(new InvokeCommand(input))
        .catch((error: Error) => ({ ...error, is: error.constructor, message: error.message }));
      return [answer, 'Payload' in answer ? answer.Payload?.transformToString() : undefined];
    };
    return [
      await invoke(Buffer.from('{"n":[1,"ü"]}')),
      await invoke('{"n":2}'),
      await invoke(undefined),
      await invoke('"no"'),
      await invoke('no JSON'),
      await invoke('{}', { InvocationType: 'DryRun' }),
      await invoke('{}', { Qualifier: '$LATEST' }),
      await invoke('{}', { LogType: 'Tail' }),
    ];
  },
  'an endpoint that is not there': (clients) =>
    clients(SageMakerRuntimeClient).send(new InvokeEndpointCommand({ EndpointName: 'no', Body: 'x' })),
};

describe('Direct clients', () => {
  it.each(Object.entries(calls))('tell the same as over the wire: %s', async (_, call) => {
    const [wire, direct] = await bothWays(call);
    expect(direct).toEqual(wire);
  });

  it('do for paginators', async () => {
    const [wire, direct] = await bothWays(async (clients) => {
      const pages = [];
      const input = { ServiceCode: 'sagemaker', MaxResults: 2 };
      for await (const page of paginateListServiceQuotas({ client: clients(ServiceQuotasClient) }, input)) {
        pages.push(page.Quotas);
      }
      return pages;
    });
    expect(direct).toEqual(wire);
  });

  it('meet planned faults', async () => {
    const seen = [];
    for (const transport of ['wire', 'direct'] as const) {
      const { clock, aws } = await worldOf(transport);
      for (const service of ['sqs', 'sns', 'sagemaker', 'secretsmanager'])
        aws.failCalls({ service, error: 'throttled' });
      const sends = [
        aws.clients(SQSClient).send(new GetQueueUrlCommand({ QueueName: 'letters' })),
        aws.clients(SNSClient).send(new PublishCommand({ TopicArn: 'a', Message: 'm' })),
        aws.clients(SageMakerClient).send(new DescribeEndpointCommand({ EndpointName: 'no' })),
        aws.clients(SecretsManagerClient).send(new GetSecretValueCommand({ SecretId: 'no' })),
      ];
      const settled = await clock.drive(Promise.allSettled(sends));
      seen.push(
        settled.map((one) => (one.status === 'rejected' ? [one.reason.name, one.reason.message] : one)),
      );
      await aws.close();
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[0]?.[0]).toEqual(['ThrottlingException', 'Rate exceeded']);
  });
});

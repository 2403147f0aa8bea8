import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../local/clock/virtual.ts';
import type { Handler, LogEntry, Seam } from '../../local/lambda/seam.ts';
import type { LocalAws } from '../../local/stack/local-aws.ts';
import { deployGreenlight } from '../../on-local-aws/greenlight.ts';
import { loadSource } from '../../on-local-aws/load-source.ts';
import { packagedTemplate, packagingMs } from '../local/stack/packaged-template.ts';

const bucket = 'greenlight-local-models-000000000000-us-east-1';
const upload = new PutObjectCommand({
  Bucket: bucket,
  Key: 'models/iris/v1/model.tar.gz',
  Body: Buffer.from('a model'),
});

describe('Greenlight, deployed into the local AWS from the packaged template', () => {
  let template: Awaited<ReturnType<typeof packagedTemplate>>;
  let running: LocalAws | undefined;
  beforeAll(async () => {
    template = await packagedTemplate();
  }, packagingMs);
  afterEach(() => running?.close());

  /** `make` stands in for the source of every function. */
  async function story(make: (seam: Seam) => Handler = () => async () => ({})) {
    const clock = new VirtualClock();
    const log: LogEntry[] = [];
    running = await deployGreenlight({
      clock,
      seed: 1,
      template,
      containers: { start: () => Promise.reject(new Error('no container is needed here')) },
      load: async () => ({ make }),
      log: (entry) => log.push(entry),
    });
    return { aws: running, clock, log };
  }

  it('has the names that the commands count on', async () => {
    const { aws } = await story();
    const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:greenlight-local-rollout';
    expect(aws.outputs).toMatchObject({
      ModelBucketName: bucket,
      RolloutArn: machineArn,
      TopicArn: 'arn:aws:sns:us-east-1:000000000000:greenlight-local-notices',
    });
    const versioning = await aws.clients(S3Client).send(new GetBucketVersioningCommand({ Bucket: bucket }));
    expect(versioning.Status).toBe('Enabled');
    const table = await aws
      .clients(DynamoDBClient)
      .send(new DescribeTableCommand({ TableName: 'greenlight-local-state' }));
    expect(table.Table).toMatchObject({
      TableStatus: 'ACTIVE',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
    const machine = await aws
      .clients(SFNClient)
      .send(new DescribeStateMachineCommand({ stateMachineArn: machineArn }));
    expect(machine).toMatchObject({ name: 'greenlight-local-rollout', type: 'STANDARD' });
    // Fn::Sub has put the functions' ARNs where the packaged definition has placeholders.
    expect(machine.definition).toContain(
      'arn:aws:lambda:us-east-1:000000000000:function:greenlight-local-shiftTraffic',
    );
    expect(machine.definition).not.toContain('${');
    const queue = await aws
      .clients(SQSClient)
      .send(new GetQueueUrlCommand({ QueueName: 'greenlight-local-dead-letters' }));
    expect(queue.QueueUrl).toBe('http://127.0.0.1:4566/000000000000/greenlight-local-dead-letters');
  });

  it('gives each function the template’s variables, and local images to the one that checks them', async () => {
    const { aws } = await story();
    const lambda = aws.clients(LambdaClient);
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    const functions = Object.values(template.Resources).filter(
      ({ Type }) => Type === 'AWS::Lambda::Function',
    );
    expect(Functions).toHaveLength(functions.length);
    for (const { Environment } of Functions) {
      expect(Environment?.Variables).toMatchObject({
        TABLE_NAME: 'greenlight-local-state',
        TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:greenlight-local-notices',
      });
    }
    const { Configuration } = await lambda.send(
      new GetFunctionCommand({ FunctionName: 'greenlight-local-resolveRelease' }),
    );
    expect(Configuration?.Environment?.Variables?.ALLOWED_IMAGES).toBe('local:*,*.dkr.ecr.*.amazonaws.com/*');
  });

  it('has a source with a seam for every function', async () => {
    const { aws } = await story();
    const { Functions = [] } = await aws.clients(LambdaClient).send(new ListFunctionsCommand({}));
    for (const { Handler: path = '' } of Functions) {
      expect(await loadSource(path)).toHaveProperty('make', expect.any(Function));
    }
  });

  it('takes an upload to the function that the template’s rule names', async () => {
    const calls: { name: string | undefined; event: unknown }[] = [];
    const { aws, clock } = await story(({ env }) => async (event) => {
      calls.push({ name: env.AWS_LAMBDA_FUNCTION_NAME, event });
    });
    const seen: string[] = [];
    // The controller's own alarms come to OK within the first minute.
    aws.onEvent((event) => event.source === 'aws.cloudwatch' || seen.push(event['detail-type']));

    await aws.clients(S3Client).send(upload);
    await clock.advance(60_000);

    expect(seen.filter((type) => type !== 'CloudWatch Alarm State Change')).toEqual(['Object Created']);
    expect(calls).toMatchObject([
      {
        name: 'greenlight-local-onArtifactUploaded',
        event: { source: 'aws.s3', detail: { bucket: { name: bucket }, object: { key: upload.input.Key } } },
      },
    ]);
    expect(clock.leaks).toEqual([]);
  });

  it('brings an event that its function cannot handle to the dead-letter queue, after the retries', async () => {
    const { aws, clock, log } = await story(() => async () => {
      throw new Error('cannot');
    });
    const sqs = aws.clients(SQSClient);
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: 'greenlight-local-dead-letters' }),
    );
    const letters = async () =>
      (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }))).Messages ??
      [];

    await aws.clients(S3Client).send(upload);
    await clock.advance(179_999);
    expect(await letters()).toEqual([]);
    await clock.advance(1);
    expect(await letters()).toMatchObject([
      {
        Body: expect.stringContaining('model.tar.gz'),
        MessageAttributes: { ErrorCode: { StringValue: '200' }, ErrorMessage: { StringValue: 'cannot' } },
      },
    ]);
    expect(log.map(({ at }) => at - Date.UTC(2026, 0, 5))).toEqual([0, 60_000, 180_000]);
  });

  it('starts the state machine’s functions, and tells of the execution as an event', async () => {
    const called: unknown[] = [];
    const { aws, clock } = await story(({ env, clients }) => async (event) => {
      called.push(env.AWS_LAMBDA_FUNCTION_NAME);
      if (env.AWS_LAMBDA_FUNCTION_NAME === 'greenlight-local-onArtifactUploaded') {
        await clients(SFNClient).send(
          new StartExecutionCommand({ stateMachineArn: env.STATE_MACHINE_ARN, name: 'r-1', input: '{}' }),
        );
      }
      return env.AWS_LAMBDA_FUNCTION_NAME === 'greenlight-local-resolveRelease'
        ? {
            ending: { kind: 'refused', problems: ['it is only a test'] },
            gated: { before: false, after: false },
          }
        : event;
    });
    const states: unknown[] = [];
    aws.onEvent((event) => {
      if (event.source === 'aws.states') states.push(event.detail.status);
    });

    await aws.clients(S3Client).send(upload);
    await clock.advance(60_000);
    expect(called).toEqual([
      'greenlight-local-onArtifactUploaded',
      'greenlight-local-resolveRelease',
      'greenlight-local-concludeRollout',
    ]);
    expect(states).toEqual(['RUNNING', 'SUCCEEDED']);
  });

  it('tells of every notice', async () => {
    const { aws } = await story();
    const notices: string[] = [];
    const stop = aws.onNotice(({ body }) => notices.push(body));
    const sns = aws.clients(SNSClient);
    await sns.send(new PublishCommand({ TopicArn: aws.outputs.TopicArn, Message: 'one' }));
    stop();
    await sns.send(new PublishCommand({ TopicArn: aws.outputs.TopicArn, Message: 'two' }));
    expect(notices).toEqual(['one']);
  });

  it('answers over HTTP too, and names its queues by the port that it has', async () => {
    const { aws } = await story();
    const front = await aws.serve(0);
    const sqs = new SQSClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      endpoint: front.url,
      maxAttempts: 1,
    });
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: 'greenlight-local-dead-letters' }),
    );
    expect(QueueUrl).toBe(`${front.url}/000000000000/greenlight-local-dead-letters`);
    await aws.close();
    await expect(fetch(front.url)).rejects.toThrow();
    sqs.destroy();
  });

  it('does nothing more once it is closed', async () => {
    const calls: unknown[] = [];
    const { aws, clock } = await story(() => async (event) => {
      calls.push(event);
      throw new Error('try again');
    });
    await aws.clients(S3Client).send(upload);
    await clock.advance(0);
    expect(calls).toHaveLength(1);
    await aws.close();
    await clock.advance(86_400_000);
    expect(calls).toHaveLength(1);
  });
});

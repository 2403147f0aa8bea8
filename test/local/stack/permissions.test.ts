import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type Message, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import type { Seam } from '../../../local/lambda/seam.ts';
import { lambdaFunction, type Resources, smallStack } from './small-stack.ts';

const account = '000000000000';
const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:${account}:${name}`;

const role = (service: string, ...statements: object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: 'worker-role',
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});

const allow = (Action: string | string[], Resource: string | string[]) => ({
  Effect: 'Allow',
  Action,
  Resource,
});

/** A function `worker` with a role of these statements, and other resources. */
const withRole = (statements: object[], others: Resources = {}): Resources => {
  const { Type, Properties } = lambdaFunction('worker');
  return {
    Role: role('lambda.amazonaws.com', ...statements),
    Worker: { Type, Properties: { ...Properties, Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    ...others,
  };
};

const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'texts' } };
const queue = (QueueName: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName } });
const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 't' } };
const urlOf = (name: string) => `http://127.0.0.1:4566/${account}/${name}`;

/** What a call of the function is answered, in a stack where its role may do just so much. */
async function answerTo(
  call: (clients: Seam['clients']) => Promise<unknown>,
  statements: object[] = [],
  others: Resources = {},
  options: Parameters<typeof smallStack>[3] = {},
): Promise<{ name?: string; message?: string; status?: number | undefined }> {
  const sources = {
    worker:
      ({ clients }: Seam) =>
      () =>
        call(clients).then(
          () => ({}),
          (error) => ({
            name: error.name,
            message: error.message,
            status: error.$metadata?.httpStatusCode,
          }),
        ),
  };
  const { aws, clock } = await smallStack(withRole(statements, others), sources, {}, options);
  const invoked = aws.clients(LambdaClient).send(new InvokeCommand({ FunctionName: 'worker' }));
  const { Payload = new Uint8Array() } = await clock.drive(invoked);
  return JSON.parse(Buffer.from(Payload).toString());
}

const user = `arn:aws:sts::${account}:assumed-role/worker-role/worker`;
const denied = (action: string, resource: string) =>
  `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

describe("A function's call that its role does not allow", () => {
  it.each<[string, (clients: Seam['clients']) => Promise<unknown>, string, number, string, string]>([
    [
      'S3',
      (clients) => clients(S3Client).send(new GetObjectCommand({ Bucket: 'texts', Key: 'k' })),
      'AccessDenied',
      403,
      's3:GetObject',
      '"arn:aws:s3:::texts/k"',
    ],
    [
      'DynamoDB',
      (clients) =>
        clients(DynamoDBClient).send(new GetItemCommand({ TableName: 'x', Key: { pk: { S: '1' } } })),
      'AccessDeniedException',
      400,
      'dynamodb:GetItem',
      arn('dynamodb', 'table/x'),
    ],
    [
      'SNS',
      (clients) => clients(SNSClient).send(new PublishCommand({ TopicArn: arn('sns', 't'), Message: 'm' })),
      'AuthorizationErrorException',
      403,
      'SNS:Publish',
      arn('sns', 't'),
    ],
    [
      'SQS',
      (clients) =>
        clients(SQSClient).send(new SendMessageCommand({ QueueUrl: urlOf('q'), MessageBody: 'm' })),
      'AccessDenied',
      403,
      'sqs:sendmessage',
      arn('sqs', 'q'),
    ],
    [
      'CloudWatch',
      (clients) =>
        clients(CloudWatchClient).send(
          new SetAlarmStateCommand({ AlarmName: 'a', StateValue: 'OK', StateReason: 'r' }),
        ),
      'AccessDenied',
      403,
      'cloudwatch:SetAlarmState',
      arn('cloudwatch', 'alarm:a'),
    ],
    [
      'Lambda',
      (clients) => clients(LambdaClient).send(new InvokeCommand({ FunctionName: 'worker' })),
      'AccessDeniedException',
      403,
      'lambda:InvokeFunction',
      arn('lambda', 'function:worker'),
    ],
    [
      'Secrets Manager',
      (clients) => clients(SecretsManagerClient).send(new GetSecretValueCommand({ SecretId: 'none' })),
      'AccessDeniedException',
      400,
      'secretsmanager:GetSecretValue',
      arn('secretsmanager', 'secret:none'),
    ],
  ])("is refused in %s's own way", async (_, call, name, status, action, resource) => {
    const refusal = { name, status, message: denied(action, resource) };
    expect(await answerTo(call)).toEqual(refusal);
    expect(await answerTo(call, [], {}, { transport: 'direct' })).toEqual(refusal);
  });

  it('is not made', async () => {
    const put = (clients: Seam['clients']) =>
      clients(S3Client).send(new PutObjectCommand({ Bucket: 'texts', Key: 'x/k', Body: 'text' }));
    const on = (prefix: string) => [allow('s3:PutObject', `arn:aws:s3:::texts/${prefix}/*`)];
    expect(await answerTo(put, on('y'), { Bucket: bucket })).toMatchObject({ status: 403 });
    expect(await answerTo(put, on('x'), { Bucket: bucket })).toEqual({});
  });

  it('is one that a statement denies', async () => {
    const deny = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
    const answer = await answerTo(
      (clients) => clients(S3Client).send(new GetObjectCommand({ Bucket: 'texts', Key: 'k' })),
      [allow('s3:*', '*'), deny],
    );
    expect(answer.message).toMatch(
      /"arn:aws:s3:::texts\/k" with an explicit deny in an identity-based policy$/,
    );
  });

  it("is one that the bucket's policy denies, which does not ask for the transport of those who use TLS", async () => {
    const policy = (Condition: object) => ({
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: {
          Statement: [
            { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::texts/*', Condition },
          ],
        },
      },
    });
    const put = (Condition: object) =>
      answerTo(
        (clients) =>
          clients(S3Client).send(new PutObjectCommand({ Bucket: 'texts', Key: 'k', Body: 'text' })),
        [allow('s3:*', '*')],
        { Bucket: bucket, Policy: policy(Condition) },
      );
    expect(await put({ Bool: { 'aws:SecureTransport': 'false' } })).toEqual({});
    expect((await put({})).message).toMatch(/with an explicit deny in a resource-based policy$/);
  });
});

describe('An object that is not there', () => {
  const get = (clients: Seam['clients']) =>
    clients(S3Client).send(new GetObjectCommand({ Bucket: 'texts', Key: 'k' }));
  const head = (clients: Seam['clients']) =>
    clients(S3Client).send(new HeadObjectCommand({ Bucket: 'texts', Key: 'k' }));
  const read = allow('s3:GetObject', 'arn:aws:s3:::texts/*');

  it('is told as absent to whoever may list the bucket', async () => {
    const statements = [read, allow('s3:ListBucket', 'arn:aws:s3:::texts')];
    expect(await answerTo(get, statements, { Bucket: bucket })).toMatchObject({
      name: 'NoSuchKey',
      status: 404,
    });
    expect(await answerTo(head, statements, { Bucket: bucket })).toMatchObject({ status: 404 });
  });

  it('is denied to anybody else', async () => {
    const message = denied('s3:ListBucket', '"arn:aws:s3:::texts"');
    expect(await answerTo(get, [read], { Bucket: bucket })).toEqual({
      name: 'AccessDenied',
      status: 403,
      message,
    });
    expect(await answerTo(head, [read], { Bucket: bucket })).toMatchObject({ status: 403 });
  });
});

describe('Nothing is checked', () => {
  const call = (clients: Seam['clients']) =>
    clients(S3Client).send(new PutObjectCommand({ Bucket: 'texts', Key: 'k', Body: 'text' }));

  it('where the option says so', async () => {
    expect(await answerTo(call, [], { Bucket: bucket }, { permissions: 'unchecked' })).toEqual({});
  });

  it('of clients from outside', async () => {
    const { aws, clock } = await smallStack(withRole([], { Bucket: bucket }));
    await clock.drive(call(aws.clients));
  });

  it('of a function whose role is not of the stack', async () => {
    const { Type, Properties } = lambdaFunction('worker');
    const { aws, clock } = await smallStack(
      {
        Bucket: bucket,
        Worker: { Type, Properties: { ...Properties, Role: `arn:aws:iam::${account}:role/by-hand` } },
      },
      { worker: (seam) => () => call(seam.clients).then(() => 'done') },
    );
    const invoked = aws.clients(LambdaClient).send(new InvokeCommand({ FunctionName: 'worker' }));
    const { Payload = new Uint8Array() } = await clock.drive(invoked);
    expect(Buffer.from(Payload).toString()).toBe('"done"');
  });
});

describe('What Lambda does in the name of a function', () => {
  const mapping = {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { FunctionName: { Ref: 'Worker' }, EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
  };

  it('to a queue that invokes it is checked when the mapping is made', async () => {
    const taking = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    const stack = (actions: string[]) =>
      smallStack(withRole([allow(actions, arn('sqs', 'q'))], { Queue: queue('q'), Mapping: mapping }));
    await expect(stack(taking)).resolves.toBeDefined();
    await expect(stack(taking.slice(1))).rejects.toThrow(
      'The function execution role does not have permissions to call ReceiveMessage on SQS',
    );
  });

  it('to its dead-letter queue is checked when it is made', async () => {
    const stack = (statements: object[]) => {
      const { Worker, ...others } = withRole(statements, { Queue: queue('q') });
      const target = { TargetArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } };
      const Properties = { ...Worker?.Properties, DeadLetterConfig: target };
      return smallStack({ ...others, Worker: { Type: 'AWS::Lambda::Function', Properties } });
    };
    await expect(stack([allow('sqs:SendMessage', arn('sqs', 'q'))])).resolves.toBeDefined();
    await expect(stack([])).rejects.toThrow(
      'The function execution role does not have permissions to call SendMessage on SQS',
    );
  });

  it('needs a role that it may assume', async () => {
    const { Worker } = withRole([]);
    const stack = smallStack({ Role: role('ec2.amazonaws.com'), Worker: Worker as Resources[string] });
    await expect(stack).rejects.toThrow('The role defined for the function cannot be assumed by Lambda.');
  });
});

describe('A state machine', () => {
  const machine = {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: 'm',
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      DefinitionString: JSON.stringify({
        QueryLanguage: 'JSONata',
        StartAt: 'Call',
        States: {
          Call: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Arguments: { FunctionName: arn('lambda', 'function:worker') },
            End: true,
          },
        },
      }),
    },
  };

  const run = async (...statements: object[]) => {
    const { aws, clock } = await smallStack(
      {
        Role: role('states.us-east-1.amazonaws.com', ...statements),
        Worker: lambdaFunction('worker'),
        Machine: machine,
      },
      { worker: () => async () => 'done' },
    );
    const states = aws.clients(SFNClient);
    const stateMachineArn = arn('states', 'stateMachine:m');
    const { executionArn } = await clock.drive(
      states.send(new StartExecutionCommand({ stateMachineArn, name: 'e' })),
    );
    await clock.advance(1000);
    return clock.drive(states.send(new DescribeExecutionCommand({ executionArn })));
  };

  it('calls the functions that its role allows', async () => {
    const { status } = await run(allow('lambda:InvokeFunction', arn('lambda', 'function:*')));
    expect(status).toBe('SUCCEEDED');
  });

  it("fails where its role does not allow it, by Lambda's error without a name of its own", async () => {
    const { status, error, cause } = await run();
    expect([status, error]).toEqual(['FAILED', 'Lambda.AWSLambdaException']);
    expect(cause).toMatch(
      /^User: arn:aws:sts::000000000000:assumed-role\/worker-role\/e is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:000000000000:function:worker because no identity-based policy allows the lambda:InvokeFunction action \(Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException; Request ID: .*; Proxy: null\)$/,
    );
  });

  it('needs a role that Step Functions may assume', async () => {
    const stack = smallStack({
      Role: role('lambda.amazonaws.com'),
      Worker: lambdaFunction('worker'),
      Machine: machine,
    });
    await expect(stack).rejects.toThrow('is authorized to assume the provided role');
  });
});

describe('A delivery', () => {
  const policyOf = (name: string, Service: string, SourceArn: string, Action = 'sqs:SendMessage') => ({
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: name }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service },
            Action,
            Resource: { 'Fn::GetAtt': [name, 'Arn'] },
            Condition: { ArnEquals: { 'aws:SourceArn': SourceArn } },
          },
        ],
      },
    },
  });
  const ruleArn = arn('events', 'rule/r');
  const rule = (target: string) => ({
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: 'r',
      EventPattern: { source: ['s'] },
      Targets: [
        {
          Id: 'to',
          Arn: { 'Fn::GetAtt': [target, 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
        },
      ],
    },
  });

  /** What is in each queue, by its name, after `happens`; and how often the function was called. */
  const seenAfter = async (resources: Resources, happens: (clients: Seam['clients']) => Promise<unknown>) => {
    let calls = 0;
    const { aws, clock } = await smallStack(resources, {
      worker: () => async () => {
        calls += 1;
      },
    });
    await clock.drive(happens(aws.clients));
    await clock.advance(1000);
    const messages: Record<string, readonly Message[]> = {};
    for (const { Type, Properties } of Object.values(resources)) {
      if (Type !== 'AWS::SQS::Queue') continue;
      const { QueueName } = Properties as { QueueName: string };
      const receive = new ReceiveMessageCommand({
        QueueUrl: urlOf(QueueName),
        MessageAttributeNames: ['All'],
      });
      messages[QueueName] = (await clock.drive(aws.clients(SQSClient).send(receive))).Messages ?? [];
    }
    return { calls, messages };
  };
  const event = (clients: Seam['clients']) =>
    clients(EventBridgeClient).send(
      new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'd', Detail: '{}' }] }),
    );

  it('of a rule reaches a queue whose policy lets the rule in', async () => {
    const dead = { Dead: queue('dead'), DeadPolicy: policyOf('Dead', 'events.amazonaws.com', ruleArn) };
    const resources = (source: string) => ({
      Q: queue('q'),
      Policy: policyOf('Q', 'events.amazonaws.com', source),
      Rule: rule('Q'),
      ...dead,
    });
    const letIn = await seenAfter(resources(ruleArn), event);
    expect(letIn.messages.q).toHaveLength(1);
    expect(letIn.messages.dead).toEqual([]);
    const keptOut = await seenAfter(resources(arn('events', 'rule/other')), event);
    expect(keptOut.messages.q).toEqual([]);
    // At once: trying again would not mend it.
    expect(keptOut.messages.dead?.[0]?.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'NO_PERMISSIONS' },
      RETRY_ATTEMPTS: { StringValue: '0' },
    });
  });

  it('of a rule is lost where the dead-letter queue does not let it in either', async () => {
    const { messages } = await seenAfter({ Q: queue('q'), Rule: rule('Q'), Dead: queue('dead') }, event);
    expect(messages).toEqual({ q: [], dead: [] });
  });

  it('of a rule reaches a function that permits it', async () => {
    const permission = (over: object) => ({
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { Ref: 'Worker' },
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        ...over,
      },
    });
    const calls = async (over: object | undefined) => {
      const stack = {
        Worker: lambdaFunction('worker'),
        Rule: rule('Worker'),
        Dead: queue('dead'),
        ...(over && { Permission: permission(over) }),
      };
      return (await seenAfter(stack, event)).calls;
    };
    expect(await calls({})).toBe(1);
    expect(await calls({ SourceArn: ruleArn, SourceAccount: account })).toBe(1);
    expect(await calls({ SourceArn: arn('events', 'rule/other') })).toBe(0);
    expect(await calls({ SourceAccount: '123456789012' })).toBe(0);
    expect(await calls({ Principal: 'sns.amazonaws.com' })).toBe(0);
    expect(await calls(undefined)).toBe(0);
  });

  it('of a topic reaches a queue whose policy lets the topic in', async () => {
    const subscription = {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Topic' },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': ['Q', 'Arn'] },
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
      },
    };
    const publish = (clients: Seam['clients']) =>
      clients(SNSClient).send(new PublishCommand({ TopicArn: arn('sns', 't'), Message: 'm' }));
    const stack = {
      Topic: topic,
      Q: queue('q'),
      Dead: queue('dead'),
      DeadPolicy: policyOf('Dead', 'sns.amazonaws.com', arn('sns', 't')),
      Subscription: subscription,
    };
    const letIn = await seenAfter(
      { ...stack, Policy: policyOf('Q', 'sns.amazonaws.com', arn('sns', 't')) },
      publish,
    );
    expect([letIn.messages.q?.length, letIn.messages.dead?.length]).toEqual([1, 0]);
    const keptOut = await seenAfter(stack, publish);
    expect([keptOut.messages.q?.length, keptOut.messages.dead?.length]).toEqual([0, 1]);
  });

  it("of an alarm reaches a topic by the topic's policy, which by default lets its account in", async () => {
    const alarm = {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'a',
        AlarmActions: [{ Ref: 'Topic' }],
        Namespace: 'n',
        MetricName: 'm',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      },
    };
    const policy = {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'Topic' }],
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: '*',
            },
          ],
        },
      },
    };
    const history = async (resources: Resources) => {
      const { aws, clock } = await smallStack({ Topic: topic, Alarm: alarm, ...resources });
      const cloudwatch = aws.clients(CloudWatchClient);
      const set = { AlarmName: 'a', StateValue: 'ALARM', StateReason: 'r' } as const;
      await clock.drive(cloudwatch.send(new SetAlarmStateCommand(set)));
      await clock.advance(1000);
      const describe = new DescribeAlarmHistoryCommand({ AlarmName: 'a', HistoryItemType: 'Action' });
      const { AlarmHistoryItems = [] } = await clock.drive(cloudwatch.send(describe));
      return AlarmHistoryItems.map(({ HistorySummary, HistoryData }) => `${HistorySummary} ${HistoryData}`);
    };
    expect(await history({})).toEqual([expect.stringMatching(/^Successfully executed action/)]);
    expect(await history({ Policy: policy })).toEqual([
      expect.stringContaining(
        'Resource: arn:aws:cloudwatch:us-east-1:000000000000:alarm:a is not authorized to perform: SNS:Publish on resource: arn:aws:sns:us-east-1:000000000000:t because no resource-based policy allows the SNS:Publish action',
      ),
    ]);
  });
});

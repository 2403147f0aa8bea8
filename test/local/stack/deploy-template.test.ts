// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub writes its variables so.
import { describe, expect, it } from 'vitest';
import { deployTemplate } from '../../../local/stack/deploy-template.ts';
import type { StackServices } from '../../../local/stack/services.ts';
import { AwsError } from '../../../local/transport/aws-error.ts';
import { virtualContext } from '../../support/local-service.ts';

/** Deploys into services that only note what they are asked to make. */
async function deploy(template: object, parameters: Record<string, string> = {}) {
  const made: [string, unknown][] = [];
  const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
  const note = (what: string, properties: unknown) => {
    made.push([what, properties]);
  };
  const services: StackServices = {
    s3: {
      createBucket: (bucket) => {
        if (bucket.name === 'taken') throw new AwsError('BucketAlreadyOwnedByYou', 'You already own it.');
        note('bucket', bucket);
      },
    },
    cloudwatch: {
      putMetricAlarm: (alarm) => note('alarm', alarm),
      putCompositeAlarm: (alarm) => note('composite alarm', alarm),
    },
    iam: {
      putRole: (role) => note('role', role),
      putResourcePolicy: (resource, document) => note('policy', { resource, document }),
      addPermission: (functionArn, statement) => note('statement', { functionArn, statement }),
    },
    dynamodb: { createTable: async (table) => note('table', table) },
    restApis: {
      create: () => ({ id: 'api', rootResourceId: 'root' }),
      putMethod: (apiId, httpMethod, method) => note('method', { apiId, httpMethod, ...method }),
      deploy: () => 'deployment',
      createStage: (apiId, deploymentId, stage) => note('stage', { apiId, deploymentId, stage }),
    },
    sns: {
      createTopic: (name, attributes) => {
        note('topic', { name, ...attributes });
        return arn('sns', name);
      },
      subscribe: (subscription) => {
        note('subscription', subscription);
        return `${subscription.topicArn}:1`;
      },
    },
    sqs: {
      createQueue: (name, attributes) => {
        note('queue', { name, ...attributes });
        return { arn: arn('sqs', name), url: `http://127.0.0.1:4566/000000000000/${name}` };
      },
    },
    lambda: {
      createFunction: (spec) => {
        note('function', spec);
        return arn('lambda', `function:${spec.name}`);
      },
      configureAsync: (name, settings) => note('async settings', { name, ...settings }),
      mapQueue: (mapping) => note('mapping', mapping),
      urls: {
        create: (functionArn, authType) => {
          note('function url', { functionArn, authType });
          return {
            functionName: 'f',
            functionArn,
            authType,
            url: 'http://127.0.0.1:4566/_url/f/',
            createdAt: 0,
          };
        },
        permit: (name, grant) => note('permission', { name, grant }),
      },
    },
    secretsManager: {
      createSecret: (secret) => {
        note('secret', secret);
        return arn('secretsmanager', `secret:${secret.name}-000000`);
      },
    },
    ssm: { putParameter: (parameter) => note('parameter', parameter) },
    events: { putRule: (rule) => note('rule', rule) },
    states: {
      createStateMachine: (spec) => {
        note('state machine', spec);
        return arn('states', `stateMachine:${spec.name}`);
      },
    },
  };
  const context = virtualContext();
  const stack = await deployTemplate(template, { context, services, stackName: 'a-stack', parameters });
  return { made, ...stack };
}

const bucket = (properties: object = {}) => ({
  Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'models', ...properties } } },
});

describe('A template', () => {
  it('is deployed resource by resource, references first', async () => {
    const { made, outputs } = await deploy({
      Resources: {
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            Name: 'uploads',
            State: 'ENABLED',
            EventPattern: { detail: { bucket: { name: [{ Ref: 'Bucket' }] } } },
            Targets: [
              {
                Id: 'f',
                Arn: { 'Fn::GetAtt': ['Function', 'Arn'] },
                RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 2 },
                DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
              },
            ],
          },
        },
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'on-upload',
            Handler: 'functions/on-upload.handler',
            Timeout: 60,
            Environment: { Variables: { TABLE: { Ref: 'Table' }, RETRIES: 3 } },
            DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
            Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          },
        },
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            StateMachineName: 'rollout',
            DefinitionString: { 'Fn::Sub': ['{"f":"${f}"}', { f: { 'Fn::GetAtt': ['Function', 'Arn'] } }] },
            RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          },
        },
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: { 'Fn::Sub': '${AWS::StackName}-role' },
            AssumeRolePolicyDocument: { Statement: [] },
            Policies: [
              {
                PolicyName: 'p',
                PolicyDocument: { Statement: [{ Resource: { 'Fn::GetAtt': ['Table', 'Arn'] } }] },
              },
            ],
          },
        },
        Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead', MessageRetentionPeriod: 60 } },
        Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'notices', DisplayName: 'Notices' } },
        Subscription: {
          Type: 'AWS::SNS::Subscription',
          Properties: {
            TopicArn: { Ref: 'Topic' },
            Protocol: 'sqs',
            Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] },
          },
        },
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            TableName: 'state',
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          },
        },
        Bucket: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            BucketName: { 'Fn::Sub': 'models-${AWS::AccountId}-${AWS::Region}' },
            VersioningConfiguration: { Status: 'Enabled' },
            NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
          },
        },
      },
      Outputs: {
        BucketArn: { Value: { 'Fn::GetAtt': ['Bucket', 'Arn'] } },
        QueueUrl: { Value: { Ref: 'Queue' } },
        RuleArn: { Value: { 'Fn::GetAtt': ['Rule', 'Arn'] } },
        MachineArn: { Value: { Ref: 'Machine' } },
      },
    });

    const queueArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
    const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:on-upload';
    const bucketName = 'models-000000000000-us-east-1';
    expect(made).toEqual([
      ['bucket', { name: bucketName, versioned: true, eventBridge: true }],
      [
        'table',
        {
          TableName: 'state',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        },
      ],
      ['queue', { name: 'dead', MessageRetentionPeriod: '60' }],
      [
        'role',
        {
          arn: 'arn:aws:iam::000000000000:role/a-stack-role',
          trust: { Statement: [] },
          policies: [{ Statement: [{ Resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/state' }] }],
          managedPolicyArns: [],
        },
      ],
      [
        'function',
        {
          name: 'on-upload',
          handler: 'functions/on-upload.handler',
          roleArn: 'arn:aws:iam::000000000000:role/a-stack-role',
          timeoutSeconds: 60,
          environment: { TABLE: 'state', RETRIES: '3' },
          deadLetterArn: queueArn,
        },
      ],
      [
        'rule',
        {
          name: 'uploads',
          eventPattern: { detail: { bucket: { name: [bucketName] } } },
          targets: [
            {
              id: 'f',
              arn: functionArn,
              retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 2 },
              deadLetterArn: queueArn,
            },
          ],
        },
      ],
      [
        'state machine',
        {
          name: 'rollout',
          type: 'STANDARD',
          definition: `{"f":"${functionArn}"}`,
          roleArn: 'arn:aws:iam::000000000000:role/a-stack-role',
        },
      ],
      ['topic', { name: 'notices', DisplayName: 'Notices' }],
      [
        'subscription',
        { topicArn: 'arn:aws:sns:us-east-1:000000000000:notices', protocol: 'sqs', endpoint: queueArn },
      ],
    ]);
    expect(outputs).toEqual({
      BucketArn: `arn:aws:s3:::${bucketName}`,
      QueueUrl: 'http://127.0.0.1:4566/000000000000/dead',
      RuleArn: 'arn:aws:events:us-east-1:000000000000:rule/uploads',
      MachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:rollout',
    });
  });

  it('makes alarms, composite ones after those in their rule, and the settings of asynchronous invocations', async () => {
    const { made, inert, outputs } = await deploy({
      Resources: {
        Any: {
          Type: 'AWS::CloudWatch::CompositeAlarm',
          Properties: {
            AlarmName: 'any',
            AlarmRule: { 'Fn::Sub': 'ALARM("${Failures}")' },
            AlarmActions: [{ Ref: 'Topic' }],
          },
        },
        Failures: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            Namespace: 'AWS/States',
            MetricName: 'ExecutionsFailed',
            Dimensions: [{ Name: 'StateMachineArn', Value: 'm' }],
            Statistic: 'Sum',
            Period: '60',
            EvaluationPeriods: 1,
            Threshold: 0,
            ComparisonOperator: 'GreaterThanThreshold',
            ActionsEnabled: 'false',
          },
        },
        Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'notices' } },
        Async: {
          Type: 'AWS::Lambda::EventInvokeConfig',
          Properties: {
            FunctionName: { Ref: 'Function' },
            Qualifier: '$LATEST',
            MaximumRetryAttempts: 1,
            DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
          },
        },
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'f',
            Handler: 'functions/f.handler',
            ReservedConcurrentExecutions: 5,
            TracingConfig: { Mode: 'Active' },
          },
        },
        Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'failures' } },
        Board: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: '{}' } },
        Errors: { Type: 'AWS::Logs::MetricFilter', Properties: { FilterPattern: 'ERROR' } },
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            Name: 'both',
            EventPattern: { source: ['app'] },
            Targets: [
              { Id: 'f', Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } },
              { Id: 'q', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
            ],
          },
        },
      },
      Outputs: {
        Alarm: { Value: { Ref: 'Failures' } },
        AlarmArn: { Value: { 'Fn::GetAtt': ['Any', 'Arn'] } },
        Board: { Value: { Ref: 'Board' } },
      },
    });
    const failures = 'arn:aws:sqs:us-east-1:000000000000:failures';
    const wanted = ['alarm', 'composite alarm', 'async settings', 'rule'];
    expect(Object.fromEntries(made.filter(([what]) => wanted.includes(what)))).toEqual({
      alarm: expect.objectContaining({
        AlarmName: 'a-stack-Failures',
        Period: 60,
        Threshold: 0,
        ActionsEnabled: false,
        Dimensions: [{ Name: 'StateMachineArn', Value: 'm' }],
      }),
      'composite alarm': {
        AlarmName: 'any',
        AlarmRule: 'ALARM("a-stack-Failures")',
        AlarmActions: ['arn:aws:sns:us-east-1:000000000000:notices'],
      },
      'async settings': { name: 'f', maximumRetryAttempts: 1, onFailureArn: failures },
      rule: expect.objectContaining({
        targets: [expect.objectContaining({ id: 'f' }), expect.objectContaining({ id: 'q', arn: failures })],
      }),
    });
    const order = made.map(([what]) => what);
    expect(order.indexOf('alarm')).toBeLessThan(order.indexOf('composite alarm'));
    expect(outputs).toEqual({
      Alarm: 'a-stack-Failures',
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:any',
      Board: 'a-stack-Board',
    });
    expect(inert).toEqual([
      'AWS::CloudWatch::Dashboard: there are no dashboards',
      'AWS::Lambda::Function ReservedConcurrentExecutions: concurrency is not limited',
      'AWS::Lambda::Function TracingConfig: there is no X-Ray',
      'AWS::Logs::MetricFilter: there is no CloudWatch Logs',
    ]);
  });

  it('takes its parameters’ defaults, unless other values are given', async () => {
    const template = {
      Parameters: {
        Name: { Type: 'String', Default: 'models' },
        Images: { Type: 'CommaDelimitedList', Default: 'a, b' },
      },
      Resources: {},
      Outputs: {
        Name: { Value: { Ref: 'Name' } },
        Images: { Value: { 'Fn::Join': ['|', { Ref: 'Images' }] } },
      },
    };
    expect((await deploy(template)).outputs).toEqual({ Name: 'models', Images: 'a|b' });
    expect((await deploy(template, { Images: 'local:*,x' })).outputs).toEqual({
      Name: 'models',
      Images: 'local:*|x',
    });
    await expect(deploy(template, { Nam: 'x' })).rejects.toThrow('the template has no parameter Nam');
  });

  it('tells what of it has no local effect, once each, and why', async () => {
    const { inert, made } = await deploy({
      Resources: {
        ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketEncryption: {} } },
        One: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'one' } },
        Two: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'two' } },
        Bucket: {
          Type: 'AWS::S3::Bucket',
          DeletionPolicy: 'Retain',
          Properties: { BucketName: 'models', LifecycleConfiguration: { Rules: [] } },
        },
      },
      Outputs: {
        Groups: { Value: { Ref: 'One' }, Export: { Name: 'one' } },
        Packages: { Value: { Ref: 'ServerlessDeploymentBucket' } },
      },
    });
    expect(inert).toEqual([
      'AWS::Logs::LogGroup: there is no CloudWatch Logs',
      'AWS::S3::Bucket LifecycleConfiguration: objects never expire',
      'DeletionPolicy: the stack is never removed',
      'Outputs Export: there is no other stack',
      'ServerlessDeploymentBucket: handlers run from their sources',
    ]);
    expect(made).toEqual([['bucket', { name: 'models', versioned: false, eventBridge: false }]]);
  });

  it('is refused whole for resources of types that are not covered, which are all named', async () => {
    const template = {
      Resources: {
        ...bucket().Resources,
        Api: { Type: 'AWS::ApiGatewayV2::Api' },
        Key: { Type: 'AWS::KMS::Key' },
      },
    };
    await expect(deploy(template)).rejects.toThrow(
      /does not cover these resources:\n- Api: AWS::ApiGatewayV2::Api\n- Key: AWS::KMS::Key\nIt covers AWS::ApiGateway::Deployment, /,
    );
  });

  it.each<[string, object, string]>([
    [
      'a property',
      bucket({ WebsiteConfiguration: {} }),
      'resource Bucket (AWS::S3::Bucket) cannot be deployed to the local AWS: \n- Properties.WebsiteConfiguration: not covered by the local AWS',
    ],
    [
      'a property within another',
      bucket({ NotificationConfiguration: { LambdaConfigurations: [] } }),
      '- Properties.NotificationConfiguration.LambdaConfigurations: not covered',
    ],
    [
      'a value',
      bucket({ VersioningConfiguration: { Status: 'On' } }),
      '- Properties.VersioningConfiguration.Status:',
    ],
    ['a missing property', bucket({ BucketName: { Ref: 'AWS::NoValue' } }), '- Properties.BucketName:'],
    [
      'what its service refuses',
      bucket({ BucketName: 'taken' }),
      'resource Bucket (AWS::S3::Bucket) cannot be deployed to the local AWS: BucketAlreadyOwnedByYou: You already own it.',
    ],
    [
      'a rule’s target',
      {
        Resources: {
          Rule: {
            Type: 'AWS::Events::Rule',
            Properties: { Name: 'r', EventPattern: {}, Targets: [{ Id: 'a', Arn: 'b', InputPath: '$' }] },
          },
        },
      },
      'resource Rule (AWS::Events::Rule) cannot be deployed to the local AWS: UnknownOperationException: ',
    ],
    [
      'an attribute',
      { ...bucket(), Outputs: { A: { Value: { 'Fn::GetAtt': ['Bucket', 'DomainName'] } } } },
      'the local AWS has no attribute DomainName of Bucket (AWS::S3::Bucket)',
    ],
    [
      'an output’s reference',
      { ...bucket(), Outputs: { A: { Value: { Ref: 'Nobody' } } } },
      'no resource or parameter Nobody',
    ],
    ['mappings', { ...bucket(), Mappings: {} }, '- template.Mappings: not covered by the local AWS'],
    [
      'a resource’s condition',
      { Resources: { A: { Type: 'AWS::S3::Bucket', Condition: 'IsProd' } } },
      '- template.Resources.A.Condition: not covered by the local AWS',
    ],
    [
      'a parameter without value',
      { ...bucket(), Parameters: { P: { Type: 'String' } } },
      'parameter P: no value',
    ],
    ['no template at all', [], 'the template cannot be deployed'],
  ])('is refused for %s, which is named', async (_what, template, message) => {
    await expect(deploy(template)).rejects.toMatchObject({
      name: 'TemplateError',
      message: expect.stringContaining(message),
    });
  });
});

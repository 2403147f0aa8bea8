import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectionSeconds } from '../../adapters/s3/archive-fault.ts';
import { classifyKey } from '../../core/artifact-key.ts';
import { retentions } from '../../core/manifest/capture.ts';
import { parsePattern } from '../../local/events/pattern.ts';
import { matches } from '../../local/events/pattern-match.ts';
import { creationOrder, dependencyGraph } from '../../local/stack/dependency-graph.ts';
import { parseTemplate } from '../../local/stack/template.ts';
import { type Packaged, packaged, packagingMs, type Resource, statementsOf } from '../support/packaged.ts';

let stack: Packaged;
beforeAll(async () => {
  stack = await packaged();
}, packagingMs);

/** The properties of the one resource of a type with a property of a value. */
function theOne(type: string, property: string, value: unknown): Resource['Properties'] {
  const found = stack
    .ofType(type)
    .filter(([, { Properties }]) => JSON.stringify(Properties[property]) === JSON.stringify(value));
  expect(found.map(([id]) => id)).toHaveLength(1);
  return found[0]?.[1].Properties;
}

interface GetAtt {
  readonly 'Fn::GetAtt': readonly [string, string];
}
const idIn = (reference: GetAtt): string => reference['Fn::GetAtt'][0];

// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
const modelBucketName = { 'Fn::Sub': 'greenlight-local-models-${AWS::AccountId}-${AWS::Region}' };
const queueArn = { 'Fn::GetAtt': ['DeadLetters', 'Arn'] };

/** Logical ids of what a rule sends events to. */
const targets = (): string[] =>
  stack
    .ofType('AWS::Events::Rule')
    .flatMap(([, { Properties }]) => Properties.Targets.map((target: { Arn: GetAtt }) => idIn(target.Arn)));

/** The functions among them. */
const asyncFunctions = (): string[] =>
  targets().filter((id) => stack.template.Resources[id]?.Type === 'AWS::Lambda::Function');

/** A text of adapters/s3/inspect-archive.ts, which stands in the bundles of whoever can read archives through. */
const ofInspection = 'a gzip that holds no tar';

/** The bundle of a function of the template: its one file and what is in it. */
async function bundleOf({ Properties }: { Properties: { Code: { S3Key: string } } }) {
  const name = (Properties.Code.S3Key.split('/').at(-1) ?? '').replace(/\.zip$/, '');
  return { name, files: await stack.bundle(name) };
}

describe('The packaged template', () => {
  it('gives whoever reads archives through the time for it, and one whole processor', async () => {
    const readers: string[] = [];
    // They can reach the code, but read manifests and folders alone: their roles allow no more.
    const others = ['OnArtifactUploadedLambdaFunction', 'SettleReleaseLambdaFunction'];
    for (const [id, { Properties }] of stack.ofType('AWS::Lambda::Function')) {
      const { files } = await bundleOf({ Properties });
      if (![...files.values()].some((file) => file.includes(ofInspection))) continue;
      if (others.includes(id)) continue;
      readers.push(id);
      // "At 1,769 MB, a function has the equivalent of one vCPU" (Lambda's guide, memory).
      expect(Properties.MemorySize, id).toBeGreaterThanOrEqual(1769);
      expect(Properties.Timeout, id).toBeGreaterThanOrEqual(inspectionSeconds + 60);
    }
    expect(readers).toContain('ResolveReleaseLambdaFunction');
  });

  it('has no dependency cycle and refers to nothing that it lacks: CloudFormation would refuse it', () => {
    const graph = dependencyGraph(parseTemplate(stack.template));
    expect(creationOrder(graph)).toHaveLength(Object.keys(stack.template.Resources).length);
  });

  it('has the names that scripts rely on (cli/aws/resource-names.ts)', () => {
    theOne('AWS::S3::Bucket', 'BucketName', modelBucketName);
    theOne('AWS::DynamoDB::Table', 'TableName', 'greenlight-local-state');
    theOne('AWS::SNS::Topic', 'TopicName', 'greenlight-local-notices');
    theOne('AWS::StepFunctions::StateMachine', 'StateMachineName', 'greenlight-local-rollout');
  });

  it('needs no credentials to be packaged: partition, account and region are left to CloudFormation', () => {
    expect(JSON.stringify(stack.template)).not.toMatch(/arn:aws/);
  });
});

describe('The model bucket', () => {
  it('is versioned, encrypted, closed to the public, and tells EventBridge', () => {
    expect(theOne('AWS::S3::Bucket', 'BucketName', modelBucketName)).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });

  it('and the table survive the stack', () => {
    for (const id of ['ModelBucket', 'StateTable']) {
      expect(stack.template.Resources[id]).toMatchObject({
        // Not where the deployment that makes them fails: the next one would find their names taken.
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
    }
  });

  it('keeps no parts of uploads that were given up, reports for 400 days, captured answers as long as a manifest says, and all else', () => {
    const { LifecycleConfiguration } = theOne('AWS::S3::Bucket', 'BucketName', modelBucketName);
    expect(LifecycleConfiguration).toEqual({
      Rules: [
        {
          Id: 'unfinished-uploads',
          Status: 'Enabled',
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        },
        {
          ...{ Id: 'reports', Status: 'Enabled', Prefix: 'reports/', ExpirationInDays: 400 },
          NoncurrentVersionExpiration: { NoncurrentDays: 7 },
        },
        {
          ...{ Id: 'markers-of-reports', Status: 'Enabled', Prefix: 'reports/' },
          ExpiredObjectDeleteMarker: true,
        },
        ...Object.entries(retentions).map(([name, days]) => ({
          Id: `captures-${name}`,
          Status: 'Enabled',
          Prefix: `captures/${name}/`,
          ExpirationInDays: days,
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
        })),
        { Id: 'captures-markers', Status: 'Enabled', Prefix: 'captures/', ExpiredObjectDeleteMarker: true },
      ],
    });
  });
});

describe('The state', () => {
  it('is a table on demand, with point-in-time recovery, encrypted free of charge', () => {
    const table = theOne('AWS::DynamoDB::Table', 'TableName', 'greenlight-local-state');
    // `SSEEnabled: true` means a key of KMS, which charges for each request.
    expect(table).not.toHaveProperty('SSESpecification');
    expect(table).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
  });
});

describe('What comes by an event', () => {
  it('is handled by functions, and only these have dead letters', () => {
    const functions = [...new Set(asyncFunctions())].sort();
    expect(functions).toContain('OnEndpointEventLambdaFunction');
    const withDeadLetters = stack
      .ofType('AWS::Lambda::Function')
      .filter(([, { Properties }]) => Properties.DeadLetterConfig !== undefined);
    expect(functions).toEqual(withDeadLetters.map(([id]) => id).sort());
  });

  it('goes to Slack and into reports by queues, which no rollout waits for', () => {
    const others = targets().filter((id) => !asyncFunctions().includes(id));
    expect(new Set(others)).toEqual(new Set(['SlackQueue', 'ReportsQueue']));
  });

  it('is never lost: every rule’s target and every such function has a dead-letter queue', () => {
    for (const [id, { Properties }] of stack.ofType('AWS::Events::Rule')) {
      for (const target of Properties.Targets)
        expect({ id, target }).toMatchObject({ target: { DeadLetterConfig: { Arn: queueArn } } });
    }
    for (const id of asyncFunctions()) {
      expect(stack.template.Resources[id]?.Properties.DeadLetterConfig).toEqual({ TargetArn: queueArn });
    }
  });

  it('may reach the queue: EventBridge is let in, and each function has the right to send', () => {
    const policy = theOne('AWS::SQS::QueuePolicy', 'Queues', [{ Ref: 'DeadLetters' }]);
    const rules = stack.ofType('AWS::Events::Rule').map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
    expect(policy.PolicyDocument.Statement).toMatchObject([
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        // Whoever may make rules in the account could otherwise fill the queue.
        Condition: { ArnEquals: { 'aws:SourceArn': rules } },
      },
    ]);
    for (const id of asyncFunctions()) {
      const role = idIn(stack.template.Resources[id]?.Properties.Role);
      const allowed = statementsOf(stack.template.Resources[role] as Resource).flatMap(
        ({ actions }) => actions,
      );
      expect(allowed).toContain('sqs:SendMessage');
    }
  });

  it('is taken from our own bucket only', () => {
    const [rule] = stack
      .ofType('AWS::Events::Rule')
      .filter(([, { Properties }]) => Properties.EventPattern.source.includes('aws.s3'));
    const { detail, ...rest } = rule?.[1].Properties.EventPattern ?? {};
    expect(rest).toEqual({ source: ['aws.s3'], 'detail-type': ['Object Created'] });
    expect(detail.bucket).toEqual({ name: [{ Ref: 'ModelBucket' }] });
    expect(Object.keys(detail)).toEqual(['bucket', 'object']);
  });

  describe('of an upload', () => {
    const lets = (key: string): boolean => {
      const [rule] = stack
        .ofType('AWS::Events::Rule')
        .filter(([, { Properties }]) => Properties.EventPattern.source.includes('aws.s3'));
      const { object } = rule?.[1].Properties.EventPattern.detail ?? {};
      return matches(parsePattern({ object }), { object: { key } });
    };

    it('is let through whenever there is something to say of its key', () => {
      const anyCase = (word: string) =>
        fc
          .array(fc.boolean(), { minLength: word.length, maxLength: word.length })
          .map((upper) => [...word].map((c, at) => (upper[at] ? c.toUpperCase() : c)).join(''));
      const names = [
        ...['model.tar.gz', 'model.tgz', 'model.tar', 'model.zip', 'weights.tar.gz'],
        ...['_READY', 'ready', '_ready.txt', 'ready.txt', 'already'],
        ...['greenlight.yaml', 'greenlight.yml', 'greenlight.json', 'green-light.yaml', '.green_light.json'],
        ...['greenlight.yaml.txt', 'greenlight.json.txt', 'greenlight-staging.yaml', 'trafficlight.yaml'],
        ...['greenlight.defaults.yaml', 'greenlight.defaults.yml', 'Greenlight-defaults.json'],
      ].map(anyCase);
      const copies = ['greenlight (1).yaml', 'greenlight-.json', 'greenlight 2.yml', 'greenlight_.yaml.txt'];
      const name = fc.oneof(...names, fc.constantFrom(...copies));
      const folder = fc.constantFrom('', 'models/', 'Models/', 'model/', 'data/');
      const path = fc.constantFrom(
        '',
        'iris/',
        'iris/v1/',
        'my_iris/v1/',
        '/',
        'iris/v1/deep/',
        'greenlight/v1/',
      );
      fc.assert(
        fc.property(folder, path, name, (first, between, file) => {
          const key = `${first}${between}${file}`;
          if (classifyKey(key).kind !== 'not-ours') expect([key, lets(key)]).toEqual([key, true]);
        }),
        { numRuns: 1000 },
      );
    });

    it.each([
      'models/iris/v1/config.json',
      'models/iris/v1/weights/model-00001-of-00002.safetensors',
      'models/iris/v1/tokenizer.yaml',
      'models/greenlight-demo/v1/config.json',
      'models/iris/notes.txt',
      'models/iris/v1/NOT_READY',
    ])('invokes nothing where it is nobody’s business: %s', (key) => {
      expect(lets(key)).toBe(false);
    });
  });

  it('of executions is taken from our own state machine, and only of those that did not end by themselves', () => {
    const [rule] = stack
      .ofType('AWS::Events::Rule')
      .filter(([, { Properties }]) => Properties.EventPattern.source.includes('aws.states'));
    const detail = rule?.[1].Properties.EventPattern.detail ?? {};
    expect(JSON.stringify(detail.stateMachineArn)).toContain(':stateMachine:greenlight-local-rollout');
    expect(detail.status).toEqual(['FAILED', 'TIMED_OUT', 'ABORTED']);
  });

  it('may invoke each function only by the rule that is its own', () => {
    const ofUrls = ['DecideGateUrlPermission', 'DecideGateInvokePermission'];
    for (const [id, { Properties }] of stack.ofType('AWS::Lambda::Permission')) {
      if (ofUrls.includes(id)) continue;
      expect({ id, ...Properties }).toMatchObject({
        Principal: 'events.amazonaws.com',
        SourceArn: expect.anything(),
      });
    }
  });
});

describe('What comes over the internet', () => {
  const target = { 'Fn::GetAtt': ['DecideGateLambdaFunction', 'Arn'] };

  it('comes to one URL that anybody may ask, by both permissions that this takes', () => {
    const open = stack
      .ofType('AWS::Lambda::Url')
      .filter(([, { Properties }]) => Properties.AuthType === 'NONE');
    expect(open).toMatchObject([['DecideGateUrl', { Properties: { TargetFunctionArn: target } }]]);
    const permissions = stack
      .ofType('AWS::Lambda::Permission')
      .filter(([, { Properties }]) => Properties.Principal === '*')
      .map(([, { Properties }]) => Properties);
    expect(permissions).toEqual([
      {
        ...{ FunctionName: target, Principal: '*' },
        ...{ Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' },
      },
      {
        ...{ FunctionName: target, Principal: '*' },
        // Without the condition, anybody could hand it any event.
        ...{ Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true },
      },
    ]);
  });

  it('and alarms, which may storm, have a bound on how many of it run at once; 0 takes that away', () => {
    const bound = {
      'Fn::If': ['BoundsConcurrency', { Ref: 'ReservedConcurrency' }, { Ref: 'AWS::NoValue' }],
    };
    const bounded = stack
      .ofType('AWS::Lambda::Function')
      .filter(([, { Properties }]) => Properties.ReservedConcurrentExecutions !== undefined)
      .map(([id, { Properties }]) => [id, Properties.ReservedConcurrentExecutions]);
    expect(bounded).toEqual([
      ['OnAlarmEventLambdaFunction', bound],
      ['DecideGateLambdaFunction', bound],
    ]);
  });

  it('is worked on from a queue: encrypted, with dead letters, and long enough between two tries', () => {
    const queue = theOne('AWS::SQS::Queue', 'QueueName', 'greenlight-local-presses');
    expect(queue).toMatchObject({
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: queueArn },
    });
    const taker = stack.template.Resources.OnPressLambdaFunction?.Properties.Timeout;
    expect(queue.VisibilityTimeout).toBeGreaterThan(taker);
    // Slack may be away for that long.
    expect(queue.VisibilityTimeout * queue.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(3600);
    const [mapping] = stack
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter(([, { Properties }]) => Properties.EventSourceArn['Fn::GetAtt'][0] === 'PressQueue');
    expect(mapping?.[1].Properties).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });
});

describe('What people ask for by a signed request', () => {
  const target: GetAtt = { 'Fn::GetAtt': ['OperateSignedLambdaFunction', 'Arn'] };

  it('comes by a URL that is for whom IAM lets in, and for nobody by our own permission', () => {
    expect(theOne('AWS::Lambda::Url', 'TargetFunctionArn', target).AuthType).toBe('AWS_IAM');
    expect(JSON.stringify(stack.ofType('AWS::Lambda::Permission'))).not.toContain(idIn(target));
  });

  it('is not for the function whose direct invocation people may have the right to: its event could be forged', () => {
    const urls = JSON.stringify(stack.ofType('AWS::Lambda::Url'));
    expect(urls).not.toContain('"OperateLambdaFunction"');
  });
});

describe('The queue for Slack', () => {
  const queue = () => theOne('AWS::SQS::Queue', 'QueueName', 'greenlight-local-slack');

  it('is encrypted, and outlasts an outage of days before anything is a dead letter', () => {
    expect(queue()).toMatchObject({
      SqsManagedSseEnabled: true,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': ['SlackDeadLetters', 'Arn'] },
        maxReceiveCount: 1000,
      },
      MessageRetentionPeriod: 14 * 86_400,
    });
  });

  it('hides what is being told for longer than its function may run', () => {
    const { Timeout } = stack.template.Resources.NotifySlackLambdaFunction?.Properties ?? {};
    expect(queue().VisibilityTimeout).toBeGreaterThan(Timeout);
  });

  it('gets the topic’s messages as they were published, and takes them from nobody but the topic and its rules', () => {
    expect(theOne('AWS::SNS::Subscription', 'Protocol', 'sqs')).toMatchObject({
      TopicArn: { Ref: 'NoticesTopic' },
      RawMessageDelivery: true,
    });
    const policy = theOne('AWS::SQS::QueuePolicy', 'Queues', [{ Ref: 'SlackQueue' }]);
    const rules = stack
      .ofType('AWS::Events::Rule')
      .filter(([, { Properties }]) =>
        Properties.Targets.some(({ Arn }: { Arn: GetAtt }) => idIn(Arn) === 'SlackQueue'),
      )
      .map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
    const sources = policy.PolicyDocument.Statement.map(
      (statement: { Condition: { ArnEquals: object } }) => statement.Condition.ArnEquals,
    );
    expect(sources).toEqual([{ 'aws:SourceArn': { Ref: 'NoticesTopic' } }, { 'aws:SourceArn': rules }]);
  });

  it('is told by two at a time at most, message by message', () => {
    expect(
      theOne('AWS::Lambda::EventSourceMapping', 'EventSourceArn', { 'Fn::GetAtt': ['SlackQueue', 'Arn'] }),
    ).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });
});

describe('The state machine', () => {
  const machine = () =>
    theOne('AWS::StepFunctions::StateMachine', 'StateMachineName', 'greenlight-local-rollout');

  it('is a standard one: a rollout may take hours', () => {
    expect(machine().StateMachineType).toBe('STANDARD');
  });

  it('logs without execution data: tokens and manifests would lie in a log group', () => {
    expect(machine().LoggingConfiguration).toMatchObject({ IncludeExecutionData: false });
    expect(machine().LoggingConfiguration.Level).not.toBe('OFF');
    expect(machine().LoggingConfiguration.Destinations).toHaveLength(1);
  });

  it('may invoke the functions that it names, and no other', () => {
    const role = stack.template.Resources[idIn(machine().RoleArn)] as Resource;
    const invoked = statementsOf(role).find(({ actions }) => actions.includes('lambda:InvokeFunction'));
    const named = Object.values<GetAtt>(machine().DefinitionString['Fn::Sub'][1]);
    // Beside each function's ARN stand those of its versions, as Fn::Sub.
    const granted = (invoked?.resources ?? [])
      .filter((resource): resource is GetAtt => Object.hasOwn(resource as object, 'Fn::GetAtt'))
      .map(idIn);
    expect(new Set(granted)).toEqual(new Set(named.map(idIn)));
  });
});

describe('Least privilege', () => {
  /** What has no narrower resource at AWS. */
  const mayBeAnywhere =
    /^(cloudwatch:DescribeAlarms|cloudwatch:GetMetricData|sagemaker:ListEndpoints|servicequotas:ListServiceQuotas|application-autoscaling:DescribeScalableTargets|logs:\w*(LogDelivery|LogDeliveries|ResourcePolicy|ResourcePolicies|LogGroups)|xray:\w+)$/;

  it('names every action: no * and no service:*', () => {
    for (const [id, role] of stack.ofType('AWS::IAM::Role')) {
      const actions = statementsOf(role).flatMap((statement) => statement.actions);
      expect({ id, wide: actions.filter((action) => action.includes('*')) }).toEqual({ id, wide: [] });
    }
  });

  it('names every resource, but where AWS has none to name', () => {
    for (const [id, role] of stack.ofType('AWS::IAM::Role')) {
      const wide = statementsOf(role)
        .filter(({ resources }) => resources.some((resource) => resource === '*'))
        // PutMetricData is bounded by its namespace instead: a test of its own.
        .filter(({ actions }) => !actions.includes('cloudwatch:PutMetricData'))
        .flatMap(({ actions }) => actions.filter((action) => !mayBeAnywhere.test(action)));
      expect({ id, wide }).toEqual({ id, wide: [] });
    }
  });

  it('adds no policy that AWS manages: none is narrow', () => {
    for (const [id, { Properties }] of stack.ofType('AWS::IAM::Role')) {
      expect({ id, managed: Properties.ManagedPolicyArns ?? [] }).toEqual({ id, managed: [] });
    }
  });

  /** Every statement that allows the action, whichever function's. */
  const allowingIn = (role: string, action: string): { Condition?: unknown; Resource: unknown }[] =>
    stack
      .ofType('AWS::IAM::Role')
      .filter(([id]) => id.startsWith(role))
      .flatMap(([, { Properties }]) => Properties.Policies ?? [])
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Action }) => [Action].flat().includes(action));
  const allowing = (action: string) => allowingIn('', action);

  it('sends metrics into our own namespace only', () => {
    const statements = allowing('cloudwatch:PutMetricData');
    expect(statements.length).toBeGreaterThan(0);
    for (const { Condition } of statements)
      expect(Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'Greenlight' } });
  });

  it('updates only endpoints that opted in, and deletes only what carries our tag', () => {
    const ours = { StringEquals: { 'aws:ResourceTag/greenlight:managed': 'true' } };
    const onEndpoints = allowing('sagemaker:UpdateEndpoint').filter(({ Resource }) =>
      JSON.stringify(Resource).includes(':endpoint/'),
    );
    const deletions = ['sagemaker:DeleteModel', 'sagemaker:DeleteEndpointConfig'].flatMap(allowing);
    expect(onEndpoints).toHaveLength(1);
    expect(deletions.length).toBeGreaterThan(0);
    for (const { Condition } of [...onEndpoints, ...deletions]) expect(Condition).toEqual(ours);
    expect(allowing('sagemaker:DeleteEndpoint')).toEqual([]);
  });

  it('makes and deletes alarms by our own names only, and objects under releases/ only, but for the reports of the one that keeps them', () => {
    for (const action of ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms', 'cloudwatch:SetAlarmState'])
      for (const { Resource } of allowing(action))
        expect(JSON.stringify(Resource)).toMatch(/:alarm:greenlight-local-\*"/);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
    const pinned = { 'Fn::Sub': '${ModelBucket.Arn}/releases/*' };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
    const reports = { 'Fn::Sub': '${ModelBucket.Arn}/reports/*' };
    const [puts, keeps] = [allowing('s3:PutObject'), allowingIn('KeepRecording', 's3:PutObject')];
    expect(keeps.map(({ Resource }) => Resource)).toEqual([reports]);
    const others = puts.filter(({ Resource }) => JSON.stringify(Resource) !== JSON.stringify(reports));
    expect(others).toHaveLength(puts.length - 1);
    const deletes = ['s3:DeleteObject', 's3:DeleteObjectVersion'].flatMap(allowing);
    for (const { Resource } of [...others, ...deletes]) expect([Resource].flat()).toEqual([pinned]);
  });

  it('gives each function a role of its own, and makes no role for nobody', () => {
    const roles = stack.ofType('AWS::Lambda::Function').map(([, { Properties }]) => idIn(Properties.Role));
    expect(new Set(roles).size).toBe(roles.length);
    const machines = stack
      .ofType('AWS::StepFunctions::StateMachine')
      .map(([, { Properties }]) => idIn(Properties.RoleArn));
    expect(stack.ofType('AWS::IAM::Role').map(([id]) => id)).toEqual(
      expect.arrayContaining([...roles, ...machines]),
    );
    expect(stack.ofType('AWS::IAM::Role')).toHaveLength(roles.length + machines.length);
  });

  it('tags only what is just being created, so that no function can opt in an endpoint', () => {
    const statements = allowing('sagemaker:AddTags');
    const creations = statements.map(
      ({ Condition }) => (Condition as { StringEquals: Record<string, unknown> }).StringEquals,
    );
    expect(creations.map((equal) => equal['sagemaker:TaggingAction'])).toEqual([
      // Resolve, where it goes straight on, and Prepare.
      ['CreateModel', 'CreateEndpointConfig'],
      ['CreateModel', 'CreateEndpointConfig'],
      'CreateEndpoint',
    ]);
    for (const equal of creations) expect(equal['aws:RequestTag/greenlight:managed']).toBe('true');
  });

  it('passes roles to SageMaker only, and only those that are allowed at deploy time', () => {
    const text = JSON.stringify(stack.template.Resources);
    const makers = ['ResolveRelease', 'PrepareRelease'];
    expect(text.match(/"iam:PassRole"/g)).toHaveLength(makers.length);
    for (const maker of makers) {
      const role = stack.template.Resources[`${maker}IamRoleLambdaExecution`] as Resource;
      const statement = role.Properties.Policies[0].PolicyDocument.Statement.find(
        ({ Action }: { Action: string[] }) => Action.includes('iam:PassRole'),
      );
      expect(statement).toMatchObject({
        // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
        Resource: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/greenlight-local-*' }],
        Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
      });
    }
  });
});

describe('Every packaged bundle', () => {
  it('is one module that exports a handler, and reads nothing when it is imported', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'greenlight-bundles-'));
    try {
      const functions = stack.ofType('AWS::Lambda::Function');
      expect(functions.length).toBeGreaterThan(0);
      const modules: string[] = [];
      for (const [, { Properties }] of functions) {
        const { name, files } = await bundleOf({ Properties });
        const source = Properties.Handler.replace(/\.handler$/, '.mjs');
        expect([...files.keys()]).toEqual([source]);
        const file = join(folder, `${name}.mjs`);
        await writeFile(file, files.get(source) ?? '');
        modules.push(file);
      }
      // In a process of its own, with no environment: here, each import would take ten times as long.
      const program =
        'for (const file of process.argv.slice(1)) console.log(typeof (await import(file)).handler)';
      const args = [
        '--input-type=module',
        '--eval',
        program,
        ...modules.map((file) => pathToFileURL(file).href),
      ];
      const { stdout } = await promisify(execFile)(process.execPath, args, { env: {} });
      expect(stdout.trim().split('\n')).toEqual(modules.map(() => 'function'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 60_000);
});

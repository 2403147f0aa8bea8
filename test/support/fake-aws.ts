import * as autoscaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as sagemaker from '@aws-sdk/client-sagemaker';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as quotas from '@aws-sdk/client-service-quotas';
import * as sfn from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Seam } from '../../adapters/lambda/seam.ts';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import { dynamoLeases } from '../../adapters/ledger/lease-store.ts';
import type { Leases } from '../../core/lease/lease.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import { VirtualClock } from '../../local/clock/virtual.ts';
import { type LocalContext, localAccount, localRegion } from '../../local/context.ts';
import { createDynamoDb } from '../../local/dynamodb/dynamodb.ts';
import type { Access } from '../../local/iam/access.ts';
import type { NeedSite } from '../../local/iam/needs/need.ts';
import { needsOf } from '../../local/iam/needs/needs.ts';
import { tellsAbsence, toBeToldOfAbsence } from '../../local/iam/needs/s3.ts';
import { requestedCall } from '../../local/iam/wire-call.ts';
import { sdkClients } from '../../local/lambda/sdk-clients.ts';
import { createS3 } from '../../local/s3/s3.ts';
import { md5 } from '../../local/sqs/message.ts';
import { AwsError } from '../../local/transport/aws-error.ts';
import { createRouter, type Router } from '../../local/transport/router.ts';
import { type OperationHandler, rpcService } from '../../local/transport/rpc-service.ts';
import { channel, localSecrets } from '../../on-local-aws/slack-workspace.ts';
import { noticeFaults } from '../../scenarios/custom-notification.ts';
import { instantMs } from './builders.ts';
import { alarmOperations } from './fake-alarms.ts';
import { type GateTargets, gateTargets } from './fake-gate-targets.ts';
import { type FakeEndpoint, sageMakerOperations, tagsOf } from './fake-sagemaker.ts';
import { iamAction } from './iam-action.ts';
import { localContext } from './local-service.ts';

/** The environment that the template gives the functions. */
export const env = {
  TABLE_NAME: 'greenlight-test-state',
  TOPIC_ARN: `arn:aws:sns:${localRegion}:${localAccount}:greenlight-test-notices`,
  STATE_MACHINE_ARN: `arn:aws:states:${localRegion}:${localAccount}:stateMachine:greenlight-test-rollout`,
  HOLD_MACHINE_ARN: `arn:aws:states:${localRegion}:${localAccount}:stateMachine:greenlight-test-hold`,
  STAGE: 'test',
  ALLOWED_IMAGES: 'local:*',
  ALLOWED_WEBHOOK_HOSTS: 'checks.example.com',
  ALLOWED_FUNCTIONS: 'greenlight-gate-*',
  SIGNING_SECRET: `arn:aws:secretsmanager:${localRegion}:${localAccount}:secret:greenlight-test/signing-abcdef`,
  LINK_SECRET: `arn:aws:secretsmanager:${localRegion}:${localAccount}:secret:greenlight-test/links-abcdef`,
  PRESS_QUEUE_URL: `http://127.0.0.1:4566/${localAccount}/greenlight-test-presses`,
  DECIDE_URL: 'https://decide.example.com/',
  ALLOWED_ROLES: 'arn:aws:iam::000000000000:role/greenlight-*',
  ALLOWED_KEYS: 'arn:aws:kms:us-east-1:000000000000:key/*',
  SLACK_SECRET: `arn:aws:secretsmanager:${localRegion}:${localAccount}:secret:greenlight-test/slack-abcdef`,
  SLACK_QUEUE_URL: `https://sqs.${localRegion}.amazonaws.com/${localAccount}/greenlight-test-slack`,
  SLACK_DEAD_LETTERS_URL: `https://sqs.${localRegion}.amazonaws.com/${localAccount}/greenlight-test-slack-dead-letters`,
};

/** The signing key of webhooks. No notice and no log may contain it. */
export const signingKey = 'the-signing-key-of-the-tests';

/** The signing key of links and buttons. */
export const linkKey = 'the-key-that-links-are-signed-with-in-all-of-the-tests-here-0001';

/** Secrets by ARN. Any other secret holds `signingKey`. */
const secretValues: Readonly<Record<string, string>> = {
  [env.LINK_SECRET]: linkKey,
  [env.SLACK_SECRET]: JSON.stringify({
    botToken: localSecrets.botToken,
    channel: channel.id,
    signingSecrets: [localSecrets.signingSecret],
  }),
};

export const bucket = 'greenlight-local-models-000000000000-us-east-1';

/** The parts of a chat message that tests check. */
interface Told {
  readonly phase: string;
  readonly title: string;
  readonly text: string;
  readonly nextSteps?: readonly string[];
  readonly key?: string;
  /** The data for machines. */
  readonly event?: unknown;
}

/**
 * The world of a handler under test: real SDK clients, a real table (dynalite) and a real bucket in this
 * process. Plain variables stand in for the other services. A call has only its direct effect.
 */
export interface FakeAws extends GateTargets {
  readonly seam: Seam;
  readonly clock: VirtualClock;
  readonly ledger: Ledger;
  readonly leases: Leases;
  /** Every call so far, in order, by its IAM action: `sagemaker:UpdateEndpoint`. */
  readonly calls: string[];
  /** What the calls so far asked IAM for. */
  readonly accesses: Access[];
  readonly endpoints: Map<string, FakeEndpoint>;
  readonly alarms: cloudwatch.MetricAlarm[];
  readonly models: Map<string, sagemaker.CreateModelInput>;
  readonly configs: Map<string, sagemaker.CreateEndpointConfigInput>;
  /** UpdateEndpoint's and CreateEndpoint's inputs. */
  readonly shifts: (sagemaker.UpdateEndpointInput | sagemaker.CreateEndpointInput)[];
  readonly started: { name: string; input: unknown }[];
  /** Executions that do not exist; all others are running. */
  readonly dead: Set<string>;
  /** Task tokens that have timed out. */
  readonly gone: Set<string>;
  readonly completed: { token: string; output: unknown }[];
  readonly told: Told[];
  readonly announced: Record<string, unknown>[];
  /** Log lines of the level `info`. */
  readonly logged: Record<string, unknown>[];
  /** Metrics, by the members of their log line. */
  readonly measured: Record<string, unknown>[];
  /** Lease holders that were reported dead. */
  readonly suspected: Record<string, unknown>[];
  /** Messages that were sent to queues, by queue name. */
  readonly sent: {
    readonly queue: string;
    readonly body: string;
    readonly attributes: Record<string, string>;
  }[];
  /** Queue messages that are hidden for some seconds, by receipt handle. */
  readonly hidden: { readonly receipt: string; readonly seconds: number }[];
  /** Shifts in which an alarm that asks people went off. */
  readonly held: Record<string, unknown>[];
  /** Endpoints that became free while a manifest was pending. */
  readonly pending: Record<string, unknown>[];
  /** Puts `middle` between the handlers and AWS from now on; undefined removes it. */
  between(middle: Middle | undefined): void;
  /** Answers `operation` with `handler` from now on; undefined removes it. */
  on(operation: string, handler: OperationHandler | undefined): void;
  /** An item of the table, as stored. */
  item(pk: string, sk: string): Promise<Record<string, unknown> | undefined>;
  /** All items of the table. */
  items(): Promise<Record<string, unknown>[]>;
  /** The keys of all objects under `prefix`. */
  keys(prefix: string): Promise<string[]>;
  /** Puts an object and returns its version. */
  put(key: string, body: Uint8Array | string, metadata?: Record<string, string>): Promise<string>;
}

/** Makes the call, skips it, or loses its answer; `action` is the IAM action. */
type Middle = (action: string, call: () => ReturnType<Router['dispatch']>) => ReturnType<Router['dispatch']>;

/** An error of AWS, to be thrown by a handler given to `on`. */
export const refusal = (code: string, message: string): AwsError => new AwsError(code, message);

export async function fakeAws(): Promise<FakeAws> {
  const clock = new VirtualClock(instantMs);
  const context: LocalContext = localContext(clock);
  const dynamo = createDynamoDb(context);
  const s3 = createS3(context, { events: { emit: () => {} } });
  s3.createBucket({ name: bucket, versioned: true, eventBridge: false });
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  await dynamo.createTable({
    TableName: env.TABLE_NAME,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [attribute('pk'), attribute('sk')],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });

  const overrides = new Map<string, OperationHandler>();
  const world = {
    calls: [] as string[],
    accesses: [] as Access[],
    endpoints: new Map<string, FakeEndpoint>(),
    alarms: [] as cloudwatch.MetricAlarm[],
    models: new Map<string, sagemaker.CreateModelInput>(),
    configs: new Map<string, sagemaker.CreateEndpointConfigInput>(),
    shifts: [] as (sagemaker.UpdateEndpointInput | sagemaker.CreateEndpointInput)[],
    started: [] as { name: string; input: unknown }[],
    dead: new Set<string>(),
    gone: new Set<string>(),
    completed: [] as { token: string; output: unknown }[],
    told: [] as Told[],
    announced: [] as Record<string, unknown>[],
    logged: [] as Record<string, unknown>[],
    measured: [] as Record<string, unknown>[],
    suspected: [] as Record<string, unknown>[],
    sent: [] as { queue: string; body: string; attributes: Record<string, string> }[],
    hidden: [] as { receipt: string; seconds: number }[],
    held: [] as Record<string, unknown>[],
    pending: [] as Record<string, unknown>[],
    questions: [] as GateTargets['questions'],
    answers: new Map() as GateTargets['answers'],
  };

  const heard: Record<string, Record<string, unknown>[]> = {
    'Greenlight Rollout Suspected Dead': world.suspected,
    'Greenlight Shift To Be Checked': world.held,
    'Greenlight Manifest Pending': world.pending,
  };
  const operations = (table: Record<string, OperationHandler>) =>
    Object.fromEntries(
      Object.entries(table).map(([name, usual]): [string, OperationHandler] => [
        name,
        (input) => (overrides.get(name) ?? usual)(input),
      ]),
    );
  const { random } = context;
  const services = [
    rpcService({
      id: 'sagemaker',
      client: sagemaker,
      json: { version: '1.1' },
      random,
      operations: operations(sageMakerOperations(world, clock)),
    }),
    rpcService({
      id: 'monitoring',
      client: cloudwatch,
      json: { version: '1.0', queryErrors: true },
      random,
      operations: operations(alarmOperations(world.alarms)),
    }),
    rpcService({
      id: 'states',
      client: sfn,
      json: { version: '1.0' },
      random,
      operations: operations({
        StartExecution: ({ name = '', input = '' }: sfn.StartExecutionInput) => {
          const running = world.started.find((execution) => execution.name === name);
          // The same name and input while it runs is the same execution.
          const isSame = running !== undefined && JSON.stringify(running.input) === input;
          if (running !== undefined && !isSame)
            throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${name}'`);
          if (!isSame) world.started.push({ name, input: JSON.parse(input) });
          return { executionArn: `arn:aws:states:::execution:${name}`, startDate: new Date(clock.now()) };
        },
        DescribeExecution: ({ executionArn = '' }: sfn.DescribeExecutionInput) => {
          if (world.dead.has(executionArn))
            throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
          return { executionArn, status: 'RUNNING', startDate: new Date(clock.now()) };
        },
        SendTaskSuccess: ({ taskToken = '', output = '' }: sfn.SendTaskSuccessInput) => {
          if (world.gone.has(taskToken) || world.completed.some(({ token }) => token === taskToken))
            throw new AwsError('TaskTimedOut', 'Task Timed Out');
          world.completed.push({ token: taskToken, output: JSON.parse(output) });
        },
        SendTaskFailure: ({ taskToken = '', error }: sfn.SendTaskFailureInput) => {
          if (world.gone.has(taskToken)) throw new AwsError('TaskTimedOut', 'Task Timed Out');
          world.gone.add(taskToken);
          world.completed.push({ token: taskToken, output: { error } });
        },
      }),
    }),
    rpcService({
      id: 'events',
      client: eventbridge,
      json: { version: '1.1' },
      random,
      operations: operations({
        PutEvents: ({ Entries = [] }: eventbridge.PutEventsRequest) => {
          for (const { DetailType = '', Detail = '{}' } of Entries)
            (heard[DetailType] ?? world.announced).push(JSON.parse(Detail));
          return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: random.uuid() })) };
        },
      }),
    }),
    rpcService({
      id: 'sns',
      client: sns,
      query: { xmlns: 'http://sns.amazonaws.com/doc/2010-03-31/' },
      random,
      operations: operations({
        Publish: ({ Message = '{}', MessageAttributes = {} }: sns.PublishInput) => {
          const attributes = Object.entries(MessageAttributes).map(([of, { StringValue = '' }]) => [
            of,
            StringValue,
          ]);
          const faults = noticeFaults(Message, Object.fromEntries(attributes));
          if (faults.length > 0) throw new AwsError('InvalidParameter', faults.join('; '));
          const { content, metadata } = JSON.parse(Message);
          const { phase, key, event } = metadata.additionalContext;
          world.told.push({
            phase,
            title: content.title,
            text: content.description,
            ...(content.nextSteps !== undefined && { nextSteps: content.nextSteps }),
            ...(key !== undefined && { key }),
            ...(event !== undefined && { event: JSON.parse(event) }),
          });
          return { MessageId: random.uuid() };
        },
      }),
    }),
    rpcService({
      id: 'sqs',
      client: sqs,
      json: { version: '1.0', queryErrors: true },
      random,
      operations: operations({
        SendMessage({ QueueUrl = '', MessageBody = '', MessageAttributes = {} }: sqs.SendMessageRequest) {
          const attributes = Object.entries(MessageAttributes).map(
            ([name, { StringValue = '' }]) => [name, StringValue] as const,
          );
          world.sent.push({
            queue: QueueUrl.split('/').at(-1) ?? '',
            body: MessageBody,
            attributes: Object.fromEntries(attributes),
          });
          // The client checks the digest.
          return { MessageId: random.uuid(), MD5OfMessageBody: md5(MessageBody) };
        },
        ChangeMessageVisibility({
          ReceiptHandle = '',
          VisibilityTimeout = 0,
        }: sqs.ChangeMessageVisibilityRequest) {
          world.hidden.push({ receipt: ReceiptHandle, seconds: VisibilityTimeout });
        },
      }),
    }),
    // There are no quotas, and nothing is autoscaled, unless a test says so.
    rpcService({
      id: 'servicequotas',
      client: quotas,
      json: { version: '1.1' },
      random,
      operations: operations({ ListServiceQuotas: () => ({ Quotas: [] }) }),
    }),
    rpcService({
      id: 'application-autoscaling',
      client: autoscaling,
      json: { version: '1.1' },
      random,
      operations: operations({ DescribeScalableTargets: () => ({ ScalableTargets: [] }) }),
    }),
    rpcService({
      id: 'secretsmanager',
      client: secretsManager,
      json: { version: '1.1' },
      random,
      operations: operations({
        GetSecretValue: ({ SecretId = '' }: secretsManager.GetSecretValueCommandInput) => ({
          SecretString: secretValues[SecretId] ?? signingKey,
        }),
      }),
    }),
    ...gateTargets(world),
    dynamo.wire,
    s3.wire,
  ];
  const router = createRouter(services);
  const site: NeedSite = {
    context,
    tagsOf: (arn) =>
      arn.startsWith('arn:aws:sagemaker:')
        ? Object.fromEntries(tagsOf(world, arn).map(({ Key = '', Value = '' }) => [Key, Value]))
        : {},
    // All tokens are of rollouts.
    machineOf: () => env.STATE_MACHINE_ARN,
    secretArn: (arn) => arn,
    volumeKeyOf: (name) => world.configs.get(name)?.KmsKeyId,
  };
  let middle: Middle | undefined;
  const recording: Router = {
    dispatch(request) {
      const action = iamAction(request);
      world.calls.push(action);
      const asked = requestedCall(request);
      // Tags are read where somebody looks: now, and not once the call has changed them.
      world.accesses.push(...needsOf(asked, site).map((access) => ({ ...access })));
      const call = async () => {
        const answer = await router.dispatch(request);
        if (answer.status === 404 && tellsAbsence(asked)) world.accesses.push(toBeToldOfAbsence(asked.input));
        return answer;
      };
      return middle === undefined ? call() : middle(action, call);
    },
  };
  const clients = sdkClients(() => recording);
  const quiet = sdkClients(() => router);
  const silent = () => {};

  return {
    ...world,
    clock,
    seam: {
      env,
      clients,
      clock,
      fetch: (url) => Promise.reject(new Error(`no answer from ${url}`)),
      stopwatch: () => () => 0,
      log: { info: (message, data) => world.logged.push({ message, ...data }), warn: silent, error: silent },
      emit: ({ _aws, ...measured }) => world.measured.push(measured),
    },
    ledger: dynamoLedger(quiet(DynamoDBClient), env.TABLE_NAME),
    leases: dynamoLeases(quiet(DynamoDBClient), env.TABLE_NAME),
    between: (given) => {
      middle = given;
    },
    on: (operation, handler) => {
      if (handler === undefined) overrides.delete(operation);
      else overrides.set(operation, handler);
    },
    async item(pk, sk) {
      const db = DynamoDBDocumentClient.from(quiet(DynamoDBClient));
      return (await db.send(new GetCommand({ TableName: env.TABLE_NAME, Key: { pk, sk } }))).Item;
    },
    async items() {
      const db = DynamoDBDocumentClient.from(quiet(DynamoDBClient));
      return (await db.send(new ScanCommand({ TableName: env.TABLE_NAME }))).Items ?? [];
    },
    async keys(Prefix) {
      const page = await quiet(S3Client).send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
      return (page.Contents ?? []).map(({ Key = '' }) => Key);
    },
    async put(key, body, Metadata) {
      const answer = await quiet(S3Client).send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...(Metadata && { Metadata }) }),
      );
      return answer.VersionId ?? '';
    },
  };
}

import { createHash } from 'node:crypto';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  ListEndpointConfigsCommand,
  ListModelsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { VirtualClock } from '../local/clock/virtual.ts';
import type { BusEvent } from '../local/events/event.ts';
import type { LocalAws } from '../local/stack/local-aws.ts';
import type { WorldParts } from './open-world.ts';
import { isOfAShift } from './release-event-reach.ts';
import { Load } from './release-load.ts';
import type { Concluded, Logged, Published, StoryMessage } from './release-messages.ts';

/** What became of a command. */
interface Answered {
  readonly done: string;
  readonly message: string;
  readonly rollout?: string;
}

/** A world and what happens in it: what is uploaded and asked for, and all that is told. */
export class ReleaseWorld {
  readonly clock: VirtualClock;
  readonly aws: LocalAws;
  readonly handlerErrors: string[];
  readonly logged: readonly Logged[];
  readonly notices: Published[] = [];
  /** All events on the bus, in order. */
  readonly events: BusEvent[] = [];
  /** Those that troubles let nobody get: one that comes later is no repetition. */
  readonly lost = new Set<BusEvent>();
  readonly told: StoryMessage[] = [];
  readonly #waiting: { of: string; resolve: (concluded: Concluded) => void }[] = [];
  readonly #load: Load;
  #commands = 0;

  constructor({ clock, aws, handlerErrors, logged }: WorldParts) {
    this.clock = clock;
    this.aws = aws;
    this.#load = new Load(clock, aws);
    this.handlerErrors = handlerErrors;
    this.logged = logged;
    aws.onEvent((event) => {
      this.events.push(event);
      for (const { of, resolve } of this.#waiting) {
        const concluded = this.concluded(of)[0];
        if (concluded) resolve(concluded);
      }
    });
    aws.onNotice((notice) => {
      const attributes = Object.entries(notice.attributes).map(([name, { StringValue = '' }]) => [
        name,
        StringValue,
      ]);
      this.notices.push({ body: notice.body, attributes: Object.fromEntries(attributes) });
      const { content, metadata } = JSON.parse(notice.body);
      // CloudWatch's own message about one of the controller's alarms.
      if (content === undefined) return;
      this.told.push({
        at: clock.now(),
        thread: metadata.threadId,
        phase: metadata.additionalContext.phase,
        title: content.title,
        description: content.description,
      });
    });
  }

  get bucket(): string {
    return this.aws.outputs.ModelBucketName as string;
  }

  /** Puts an object into the bucket. Returns its version. */
  async put(key: string, body: Uint8Array | string, Metadata?: Record<string, string>): Promise<string> {
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      // Of an empty text the SDK does not know the length, and says so on the console.
      Body: typeof body === 'string' ? Buffer.from(body) : body,
      ...(Metadata && { Metadata }),
    });
    const { VersionId = '' } = await this.clock.drive(this.aws.clients(S3Client).send(command));
    return VersionId;
  }

  /** Copies a version of an object, with its metadata, over the current one. */
  async restore(key: string, version: string): Promise<string> {
    const CopySource = `${this.bucket}/${key}?versionId=${version}`;
    const command = new CopyObjectCommand({ Bucket: this.bucket, Key: key, CopySource });
    return (await this.clock.drive(this.aws.clients(S3Client).send(command))).VersionId ?? '';
  }

  async remove(key: string): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.bucket, Key: key });
    await this.clock.drive(this.aws.clients(S3Client).send(command));
  }

  /** Uploads an artifact. Returns the id that its release must have (core/release.ts). */
  async upload(key: string, body: Uint8Array): Promise<string> {
    const version = await this.put(key, body);
    const endpoint = key.split('/')[1] ?? '';
    const identity = JSON.stringify([this.bucket, key, version, endpoint]);
    const digest = createHash('sha256').update(identity).digest('hex');
    return `${endpoint.slice(0, 40)}-${digest.slice(0, 12)}`;
  }

  /** Invokes each of the endpoints every `everyMs` from now on, until `stopLoad` or the end. */
  startLoad(everyMs = 2000, ...endpoints: readonly string[]): void {
    this.#load.start(everyMs, endpoints.length === 0 ? ['iris'] : endpoints);
  }

  stopLoad(): void {
    this.#load.stop();
  }

  /** The announced phases of the rollout, in order. */
  phasesOf(rollout: string): string[] {
    return this.announced()
      .filter(({ detail }) => detail.rollout === rollout)
      .map(({ detail }) => String(detail.phase));
  }

  announced(): BusEvent[] {
    return this.events.filter(
      ({ source, detail }) => source === 'greenlight' && typeof detail.phase === 'string',
    );
  }

  /** The announced ends of the rollout, or of the release's rollouts. Normally each occurs once. */
  concluded(of?: string): Concluded[] {
    return this.announced()
      .filter(({ detail }) => detail.phase === 'concluded')
      .map(({ detail }) => detail as unknown as Concluded)
      .filter(({ release, rollout }) => of === undefined || release === of || rollout === of);
  }

  /** Advances time until the rollout, or the release's first rollout, has ended. */
  ended(of: string): Promise<Concluded> {
    const known = this.concluded(of)[0];
    if (known) return Promise.resolve(known);
    return this.clock.drive(new Promise((resolve) => this.#waiting.push({ of, resolve })));
  }

  /** What a person asks for, as the CLI does. */
  operate(command: Record<string, unknown>): Promise<Answered> {
    const key = `command-${this.#commands++}`;
    return this.invoke('operate', { by: 'ana@example.com', key, ...command });
  }

  /** The same by a request that AWS has found signed by `arn`. */
  async operateSigned(command: Record<string, unknown>, arn: string): Promise<Answered> {
    const answer = await this.invoke<{ readonly body: string }>('operateSigned', {
      version: '2.0',
      rawPath: '/',
      rawQueryString: '',
      headers: { 'content-type': 'application/json' },
      requestContext: {
        authorizer: { iam: { userArn: arn } },
        http: { method: 'POST', path: '/' },
        timeEpoch: this.clock.now(),
      },
      body: JSON.stringify(command),
      isBase64Encoded: false,
    });
    return JSON.parse(answer.body);
  }

  /** Invokes one of the controller's functions. @throws Error if it fails */
  async invoke<T>(name: string, event: unknown): Promise<T> {
    const invocation = new InvokeCommand({
      FunctionName: `greenlight-local-${name}`,
      Payload: Buffer.from(JSON.stringify(event)),
    });
    const answer = await this.clock.drive(this.aws.clients(LambdaClient).send(invocation));
    const text = Buffer.from(answer.Payload ?? []).toString();
    if (answer.FunctionError !== undefined) throw new Error(`${name} failed: ${text}`);
    return JSON.parse(text || 'null');
  }

  /** Delivers an earlier event once more, to the function that handles such events. */
  async replay(event: BusEvent | undefined): Promise<void> {
    if (event === undefined) throw new Error('no such event to replay');
    const takers: Record<string, string> = {
      'aws.s3': 'onArtifactUploaded',
      'aws.sagemaker': 'onEndpointEvent',
      'aws.cloudwatch': 'onAlarmEvent',
      'aws.states': 'onExecutionEnded',
      greenlight: 'checkShift',
    };
    const isPending = event['detail-type'] === 'Greenlight Manifest Pending';
    const taker = isOfAShift(event) ? 'checkShift' : isPending ? 'onArtifactUploaded' : takers[event.source];
    await this.invoke(taker ?? event.source, event);
  }

  describe(endpoint = 'iris'): Promise<DescribeEndpointCommandOutput> {
    return this.clock.drive(
      this.aws.clients(SageMakerClient).send(new DescribeEndpointCommand({ EndpointName: endpoint })),
    );
  }

  /** Names of all models and endpoint configs. */
  inSageMaker(): Promise<{ models: string[]; configs: string[] }> {
    return this.clock.drive(this.listed());
  }

  /** The same, for callers that already drive the clock. */
  async listed(): Promise<{ models: string[]; configs: string[] }> {
    const client = this.aws.clients(SageMakerClient);
    const models = await client.send(new ListModelsCommand({ MaxResults: 100 }));
    const configs = await client.send(new ListEndpointConfigsCommand({ MaxResults: 100 }));
    return {
      models: (models.Models ?? []).map(({ ModelName }) => ModelName ?? ''),
      configs: (configs.EndpointConfigs ?? []).map(({ EndpointConfigName }) => EndpointConfigName ?? ''),
    };
  }

  async executions(): Promise<{ name: string; status: string }[]> {
    const command = new ListExecutionsCommand({ stateMachineArn: this.aws.outputs.RolloutArn });
    const answer = await this.clock.drive(this.aws.clients(SFNClient).send(command));
    return (answer.executions ?? []).map(({ name = '', status = '' }) => ({ name, status }));
  }

  /** What the machine that tries events again has given up: inputs of its failed executions. */
  async givenUp(): Promise<unknown[]> {
    const sfn = this.aws.clients(SFNClient);
    const stateMachineArn = this.aws.outputs.RolloutArn?.replace(/-rollout$/, '-hold');
    const failed = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'FAILED' });
    const { executions = [] } = await this.clock.drive(sfn.send(failed));
    const again = executions.filter(({ name = '' }) => name.startsWith('again-'));
    return this.clock.drive(
      Promise.all(
        again.map(async ({ executionArn }) => {
          const { input = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
          return JSON.parse(input);
        }),
      ),
    );
  }

  executionArn(name: string): string {
    return `${this.aws.outputs.RolloutArn?.replace(':stateMachine:', ':execution:')}:${name}`;
  }

  /** All items of the table. */
  async ledger(): Promise<Record<string, unknown>[]> {
    const db = DynamoDBDocumentClient.from(this.aws.clients(DynamoDBClient));
    const answer = await this.clock.drive(db.send(new ScanCommand({ TableName: 'greenlight-local-state' })));
    return answer.Items ?? [];
  }

  /** An endpoint's item in the ledger. Upper and lower case do not matter. */
  async item(sk: string, endpoint = 'iris'): Promise<Record<string, unknown> | undefined> {
    return (await this.ledger()).find(
      (item) => item.pk === `endpoint#${endpoint.toLowerCase()}` && item.sk === sk,
    );
  }

  async alarmNames(): Promise<string[]> {
    const command = new DescribeAlarmsCommand({ MaxRecords: 100 });
    const answer = await this.clock.drive(this.aws.clients(CloudWatchClient).send(command));
    return (answer.MetricAlarms ?? []).map(({ AlarmName = '' }) => AlarmName);
  }

  async close(): Promise<void> {
    this.stopLoad();
    await this.aws.close();
  }
}

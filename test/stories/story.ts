import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  EventBridgeClient,
  ListTargetsByRuleCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  ListEndpointConfigsCommand,
  ListModelsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { serverErrorsAlarm } from '../../cli/demo/story.ts';
import { releaseId } from '../../core/release.ts';
import { tarball } from '../../examples/iris/tarball.ts';
import { VirtualClock } from '../../local/clock/virtual.ts';
import { createContainers } from '../../local/containers/containers.ts';
import type { BusEvent } from '../../local/events/event.ts';
import { createLocalAws, type LocalAws } from '../../local/stack/local-aws.ts';
import { packageIfStale } from '../../tools/package-if-stale.ts';

export const manifest = `
model: { image: 'local:story', role: 'arn:aws:iam::000000000000:role/greenlight-local-model' }
fleet: { instanceType: ml.m5.large, instanceCount: 5 }
rollout: { strategy: linear, step: 20%, bake: 5m, finalBake: 5m, timeout: 1h }
alarms: [{ name: iris-5xx, on: rollback }]
`;

export interface Told {
  readonly phase: string;
  readonly title: string;
  readonly description: string;
}

export interface Concluded {
  readonly release: string;
  readonly endpoint: string;
  readonly outcome: string;
  readonly cause: string;
  readonly urgent: boolean;
  readonly problems: readonly { readonly field: string; readonly expected: string; readonly got: string }[];
  readonly breaches: readonly {
    readonly name: string;
    readonly value?: number;
    readonly threshold?: number;
  }[];
}

/**
 * The whole product under a virtual clock: the packaged template deployed into the local AWS, real handlers, real
 * SDK clients, no sockets. What is uploaded decides how its container behaves: `broken` answers 500.
 */
export async function startStory(assumptions: Parameters<typeof createLocalAws>[0]['assumptions'] = {}) {
  const template: unknown = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
  const clock = new VirtualClock();
  const broken = await tarball({ 'model.json': '{"broken":true}' });
  const behaviour = (artifact: Uint8Array | undefined) =>
    artifact && broken.equals(artifact)
      ? { status: 500, body: 'scores are not finite' }
      : { status: 200, body: '{}' };
  const containers = createContainers({
    clock,
    registry: { 'local:story': (_, spec) => behaviour(spec.artifact) },
    workDir: join(tmpdir(), 'greenlight-stories'),
  });
  const problems: string[] = [];
  const aws = await createLocalAws({
    clock,
    seed: 11,
    template,
    containers,
    assumptions,
    stopwatch: () => clock.now(),
    log: (entry) => {
      if (entry.level === 'error')
        problems.push(`${entry.functionName}: ${entry.message} ${JSON.stringify(entry.data)}`);
    },
  });
  return new Story(clock, aws, broken, problems);
}

export class Story {
  readonly clock: VirtualClock;
  readonly aws: LocalAws;
  readonly broken: Buffer;
  readonly events: BusEvent[] = [];
  readonly told: Told[] = [];
  /** What handlers logged as errors; a sound story has none. */
  readonly handlerErrors: string[];
  readonly #waiting: { release: string; resolve: (concluded: Concluded) => void }[] = [];
  readonly #unserved: string[] = [];
  readonly #served = new Set<string>();

  constructor(clock: VirtualClock, aws: LocalAws, broken: Buffer, handlerErrors: string[]) {
    this.clock = clock;
    this.aws = aws;
    this.broken = broken;
    this.handlerErrors = handlerErrors;
    aws.onEvent((event) => {
      this.events.push(event);
      for (const { release, resolve } of this.#waiting) {
        const concluded = this.concluded(release)[0];
        if (concluded) resolve(concluded);
      }
    });
    aws.onNotice((notice) => {
      const { content, metadata } = JSON.parse(notice.body);
      this.told.push({
        phase: metadata.additionalContext.phase,
        title: content.title,
        description: content.description,
      });
    });
    aws.onEndpointChange(({ endpointName, fleets, at }) => {
      const serving = fleets.reduce((sum, fleet) => sum + fleet.active, 0);
      if (serving > 0) this.#served.add(endpointName);
      else if (this.#served.has(endpointName))
        this.#unserved.push(`${endpointName} at ${new Date(at).toISOString()}`);
    });
  }

  get bucket(): string {
    return this.aws.outputs.ModelBucketName as string;
  }

  /** A good model unless other bytes are given. Answers with the release's id. */
  async upload(key: string, body?: Uint8Array): Promise<string> {
    const bytes = body ?? (await tarball({ 'model.json': JSON.stringify({ key }) }));
    const put = await this.clock.drive(
      this.aws.clients(S3Client).send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: bytes })),
    );
    const artifact = {
      bucket: this.bucket,
      key,
      size: bytes.length,
      etag: (put.ETag ?? '').replaceAll('"', ''),
    };
    return releaseId(
      { ...artifact, ...(put.VersionId && { versionId: put.VersionId }) },
      key.split('/')[1] ?? '',
    );
  }

  async uploadManifest(text = manifest, endpoint = 'iris'): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: `models/${endpoint}/greenlight.yaml`,
      Body: text,
    });
    await this.clock.drive(this.aws.clients(S3Client).send(command));
  }

  async removeManifest(endpoint = 'iris'): Promise<void> {
    const command = new DeleteObjectCommand({
      Bucket: this.bucket,
      Key: `models/${endpoint}/greenlight.yaml`,
    });
    await this.clock.drive(this.aws.clients(S3Client).send(command));
  }

  async makeAlarm(name = 'iris-5xx'): Promise<void> {
    const alarm = new PutMetricAlarmCommand(serverErrorsAlarm(name));
    await this.clock.drive(this.aws.clients(CloudWatchClient).send(alarm));
  }

  /** Invokes the endpoint every two simulated seconds from now on, for as long as the story lasts. */
  startLoad(): void {
    const runtime = this.aws.clients(SageMakerRuntimeClient);
    const loop = async () => {
      for (;;) {
        await this.clock.sleep(2000);
        const command = new InvokeEndpointCommand({
          EndpointName: 'iris',
          ContentType: 'text/csv',
          Body: '1,2,3,4',
        });
        await runtime.send(command).catch(() => undefined);
      }
    };
    void loop();
  }

  /** How the release was announced to have ended: once, if all is well. */
  concluded(release: string): Concluded[] {
    return this.events
      .filter((event) => event.source === 'greenlight' && event.detail.phase === 'concluded')
      .map((event) => event.detail as unknown as Concluded)
      .filter((detail) => detail.release === release);
  }

  /** Moves time on until the release has ended. */
  ended(release: string): Promise<Concluded> {
    const known = this.concluded(release)[0];
    if (known) return Promise.resolve(known);
    return this.clock.drive(new Promise((resolve) => this.#waiting.push({ release, resolve })));
  }

  describe(endpoint = 'iris'): Promise<DescribeEndpointCommandOutput> {
    return this.clock.drive(
      this.aws.clients(SageMakerClient).send(new DescribeEndpointCommand({ EndpointName: endpoint })),
    );
  }

  /** Delivers an event of before once more, to whatever functions its rule would. */
  async replay(event: BusEvent | undefined): Promise<void> {
    if (event === undefined) throw new Error('no such event to replay');
    const target = {
      'aws.s3': 'onArtifactUploaded',
      'aws.sagemaker': 'onEndpointEvent',
      'aws.cloudwatch': 'onAlarmEvent',
    };
    const name = target[event.source as keyof typeof target];
    const invocation = new InvokeCommand({
      FunctionName: `greenlight-local-${name}`,
      Payload: Buffer.from(JSON.stringify(event)),
    });
    const answer = await this.clock.drive(this.aws.clients(LambdaClient).send(invocation));
    expect(answer.FunctionError, Buffer.from(answer.Payload ?? []).toString()).toBeUndefined();
  }

  /** From now on no SageMaker event reaches the controller: its rule is gone. */
  async loseEndpointEvents(): Promise<void> {
    const client = this.aws.clients(EventBridgeClient);
    const Rule = 'greenlight-local-onEndpointEvent-rule-1';
    const { Targets = [] } = await this.clock.drive(client.send(new ListTargetsByRuleCommand({ Rule })));
    const Ids = Targets.map(({ Id }) => Id as string);
    await this.clock.drive(client.send(new RemoveTargetsCommand({ Rule, Ids })));
  }

  /** Names of all models and endpoint configs: what a refused release must leave as it was. */
  async inSageMaker(): Promise<{ models: string[]; configs: string[] }> {
    const client = this.aws.clients(SageMakerClient);
    const models = await this.clock.drive(client.send(new ListModelsCommand({})));
    const configs = await this.clock.drive(client.send(new ListEndpointConfigsCommand({})));
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

  async ledger(): Promise<Record<string, unknown>[]> {
    const db = DynamoDBDocumentClient.from(this.aws.clients(DynamoDBClient));
    const answer = await this.clock.drive(db.send(new ScanCommand({ TableName: 'greenlight-local-state' })));
    return answer.Items ?? [];
  }

  /**
   * Invariants of design §8 that hold at the end of any story here: 1 (what served keeps serving), 3 (at most one
   * rollout per artifact version), 4 (one outcome each, in the ledger and told), 5 and 6 (what is live is what was
   * last deployed), 9 (tokens used up), and no handler failed on the way.
   */
  async checkInvariants(): Promise<void> {
    // Late and repeated events get their chance to do harm first.
    await this.clock.advance(3_600_000);
    expect(this.#unserved, 'instants without a serving instance').toEqual([]);
    expect(this.handlerErrors).toEqual([]);
    const executions = await this.executions();
    const rollouts = (await this.ledger()).filter(({ sk }) => String(sk).startsWith('rollout#'));
    expect(rollouts.map(({ name }) => name).sort()).toEqual(executions.map(({ name }) => name).sort());
    for (const { status } of executions) expect(status).toBe('SUCCEEDED');
    for (const rollout of rollouts) {
      const announced = this.concluded((rollout.release as { id: string }).id);
      expect(announced.map(({ outcome }) => outcome)).toEqual([rollout.outcome]);
      expect(rollout).toHaveProperty('toldAt');
      expect(rollout).not.toHaveProperty('token');
      const notices = this.told.filter(({ description }) => description.includes(`Release ${rollout.name},`));
      expect(notices.map(({ phase }) => phase)).toEqual([rollout.outcome]);
    }
    await this.#checkLiveConfig(rollouts);
  }

  /** Invariants 5 and 6: an endpoint at rest serves the newest release that was deployed, and no other. */
  async #checkLiveConfig(rollouts: readonly Record<string, unknown>[]): Promise<void> {
    const deployed = rollouts
      .filter(({ outcome }) => outcome === 'DEPLOYED')
      .sort((a, b) => String(a.endedAt).localeCompare(String(b.endedAt)));
    for (const endpoint of new Set(deployed.map((rollout) => String(rollout.endpoint)))) {
      const newest = deployed.findLast((rollout) => rollout.endpoint === endpoint);
      expect(await this.describe(endpoint)).toMatchObject({
        EndpointStatus: 'InService',
        EndpointConfigName: newest?.name,
      });
    }
  }

  async close(): Promise<void> {
    await this.aws.close();
  }
}

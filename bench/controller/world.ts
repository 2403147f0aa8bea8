import { readFile } from 'node:fs/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { VirtualClock } from '../../local/clock/virtual.ts';
import type { HandlerModule } from '../../local/lambda/seam.ts';
import type { Timings } from '../../local/sagemaker/assumptions.ts';
import type { LocalAws } from '../../local/stack/local-aws.ts';
import { deployGreenlight } from '../../on-local-aws/greenlight.ts';
import { loadSource } from '../../on-local-aws/load-source.ts';
import { packageIfStale } from '../../tools/package-if-stale.ts';
import { benchContainers, endpointName, makeAlarm } from './endpoint.ts';
import { createMeter } from './meter.ts';
import type { Template } from './standing.ts';
import type { Usage } from './usage.ts';

/** The announced end of a rollout. */
export interface Concluded {
  readonly rollout: string;
  readonly outcome: string;
  /** When it was announced, in epoch milliseconds of simulated time. */
  readonly at: number;
}

/** Greenlight, deployed from its packaged template into the local AWS, with virtual time and a meter. */
export interface World {
  readonly clock: VirtualClock;
  readonly aws: LocalAws;
  uploadManifest(text: string): Promise<void>;
  upload(version: string, body: Uint8Array): Promise<void>;
  /** Advances time until `count` rollouts in total have ended, and returns their ends. */
  ended(count: number): Promise<readonly Concluded[]>;
  /**
   * The usage since the last call, including executions that ended since. Everything must have come to rest.
   */
  use(): Promise<Usage>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly timings?: Partial<Timings>;
  /** Further resources to deploy, and the code of their functions by handler path. */
  readonly beside?: {
    readonly resources: Template['Resources'];
    readonly handlers: Readonly<Record<string, HandlerModule>>;
  };
}

export async function createWorld({ timings = {}, beside }: WorldOptions = {}): Promise<World> {
  const template: Template = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
  const clock = new VirtualClock();
  const meter = createMeter(() => clock.now());
  const errors: string[] = [];
  const aws = await deployGreenlight({
    clock,
    seed: 11,
    template: { ...template, Resources: { ...template.Resources, ...beside?.resources } },
    containers: await benchContainers(clock),
    timings,
    stopwatch: () => clock.now(),
    load: async (handler) => beside?.handlers[handler] ?? meter.metered(await loadSource(handler)),
    log(entry) {
      meter.log(entry);
      if (entry.level === 'error') errors.push(`${entry.functionName}: ${entry.message}`);
    },
  });
  meter.attach(aws, memoryOf(template));
  await clock.drive(makeAlarm(aws));

  const concluded: Concluded[] = [];
  let told: () => void = () => undefined;
  aws.onEvent(({ source, detail }) => {
    if (source !== 'greenlight' || detail.phase !== 'concluded') return;
    concluded.push({ rollout: String(detail.rollout), outcome: String(detail.outcome), at: clock.now() });
    told();
  });

  const put = async (key: string, body: string | Uint8Array) => {
    const command = new PutObjectCommand({ Bucket: aws.outputs.ModelBucketName, Key: key, Body: body });
    await clock.drive(aws.clients(S3Client).send(command));
  };
  const counted = new Set<string>();

  return {
    clock,
    aws,
    uploadManifest: (text) => put(`models/${endpointName}/greenlight.yaml`, text),
    upload: (version, body) => put(`models/${endpointName}/${version}/model.tar.gz`, body),
    async ended(count) {
      while (concluded.length < count) {
        await clock.drive(
          new Promise<void>((resolve) => {
            told = resolve;
          }),
        );
      }
      return concluded;
    },
    async use() {
      // Let late events arrive and take their effect; and the report is kept five minutes after the end.
      await clock.advance(600_000);
      if (errors.length > 0) throw new Error(`handlers failed: ${errors.join('; ')}`);
      const list = new ListExecutionsCommand({ stateMachineArn: aws.outputs.RolloutArn });
      const { executions = [] } = await clock.drive(aws.clients(SFNClient).send(list));
      const running = executions.filter(({ status }) => status !== 'SUCCEEDED');
      if (running.length > 0) throw new Error(`executions have not ended: ${running[0]?.name}`);
      const fresh = executions
        .map(({ executionArn = '' }) => executionArn)
        .filter((arn) => !counted.has(arn));
      for (const arn of fresh) counted.add(arn);
      return meter.take(fresh);
    },
    close: () => aws.close(),
  };
}

/** `MemorySize` of each function by its name; Lambda's default is 128. */
function memoryOf({ Resources }: Template): Record<string, number> {
  const functions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  return Object.fromEntries(
    functions.map(({ Properties = {} }) => [
      String(Properties.FunctionName),
      Number(Properties.MemorySize ?? 128),
    ]),
  );
}

import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { VirtualClock } from '../local/clock/virtual.ts';
import { createCloudWatch } from '../local/cloudwatch/cloudwatch.ts';
import { localAccount, localRegion } from '../local/context.ts';
import type { ContainerRuntime, EventDraft, ObjectStore } from '../local/ports.ts';
import { seededRandom } from '../local/random.ts';
import { createSageMaker, type SageMakerDeps } from '../local/sagemaker/sagemaker.ts';
import type { EndpointSnapshot } from '../local/sagemaker/snapshot.ts';
import { inProcessHandler } from '../local/transport/in-process.ts';
import { createRouter } from '../local/transport/router.ts';
import { faultOn } from './faults.ts';
import { configOf, type Scenario, type ScenarioConfig } from './scenario.ts';

/** The world of a story: the local SageMaker and CloudWatch on virtual time, behind real SDK clients. */
export interface World {
  readonly clock: VirtualClock;
  readonly sagemaker: SageMakerClient;
  readonly runtime: SageMakerRuntimeClient;
  readonly cloudwatch: CloudWatchClient;
  /** Injects the story's faults into the endpoint. */
  injectFaults(): void;
  /** Ends the faults. What has happened stays. */
  liftFaults(): void;
  close(): Promise<void>;
}

/** Called for every step of the endpoint and every event, in order, as they happen. */
export interface StoryObserver {
  changed(snapshot: EndpointSnapshot): void;
  told(event: EventDraft): void;
}

export function createWorld(scenario: Scenario, witness: StoryObserver): World {
  const clock = new VirtualClock();
  const context = { clock, random: seededRandom(7), account: localAccount, region: localRegion };
  const events = { emit: (event: EventDraft) => witness.told(event) };
  const cloudwatch = createCloudWatch(context, { events });
  const { timings } = scenario;
  const deps: SageMakerDeps = {
    objects: anyArtifact,
    metrics: cloudwatch.metrics,
    alarms: cloudwatch.alarms,
    events,
    containers: scriptedContainers(scenario),
    timings: {
      provisioningSeconds: timings.provisioning,
      activationSeconds: timings.activation,
      terminationSeconds: timings.termination,
      containerRestartSeconds: timings.containerRestart,
      captureSeconds: timings.capture,
    },
    assumptions: defined(scenario.assumptions),
    quotas: scenario.quotas,
    onChange: (snapshot) => witness.changed(snapshot),
    stopwatch: () => clock.now(),
  };
  const sagemaker = createSageMaker(context, deps);
  const settings = {
    region: localRegion,
    endpoint: 'http://127.0.0.1:4566',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: inProcessHandler(createRouter([sagemaker.wire, sagemaker.runtimeWire, cloudwatch.wire])),
  };
  let lifts: readonly (() => void)[] = [];
  return {
    clock,
    injectFaults() {
      lifts = scenario.faults.map((fault) => sagemaker.injectFault(faultOn(endpointName, fault)));
    },
    liftFaults() {
      for (const lift of lifts) lift();
    },
    sagemaker: new SageMakerClient(settings),
    runtime: new SageMakerRuntimeClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    async close() {
      cloudwatch.close();
      await sagemaker.stop();
    },
  };
}

/** A story's models need no real artifact: every object exists. */
const anyArtifact: ObjectStore = { read: async () => new Uint8Array(), keys: async () => [] };

/** Models that start at once and answer as the story says. Images contain their config's name. */
function scriptedContainers(scenario: Scenario): ContainerRuntime {
  const answers = new Map(
    Object.entries(scenario.configs).map(([name, config]) => [
      imageOf(name, config),
      configOf(config).answers,
    ]),
  );
  return {
    async start({ image }) {
      const status = answers.get(image) ?? 200;
      return {
        ping: async () => true,
        invoke: async () => ({ status, headers: {}, body: new Uint8Array() }),
        stop: async () => undefined,
      };
    },
  };
}

/** Drops undefined members: `exactOptionalPropertyTypes` treats them differently from absent ones. */
const defined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never;

/** Every story is about this one endpoint. */
export const endpointName = 'endpoint';

/** The source of a config's models: an image, or a model package of a Marketplace seller. */
export const imageOf = (configName: string, config: ScenarioConfig): string =>
  configOf(config).marketplace
    ? `arn:aws:sagemaker:us-east-1:111122223333:model-package/${configName}`
    : `${configName}-image`;

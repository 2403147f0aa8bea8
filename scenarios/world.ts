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

/** What a story plays in: the local SageMaker and CloudWatch on virtual time, behind real SDK clients. */
export interface World {
  readonly clock: VirtualClock;
  readonly sagemaker: SageMakerClient;
  readonly runtime: SageMakerRuntimeClient;
  readonly cloudwatch: CloudWatchClient;
  /** Brings the story's faults upon the endpoint. */
  injectFaults(): void;
  /** Ends what they do; what has happened stays. */
  liftFaults(): void;
  close(): Promise<void>;
}

/** Told, in order and as they happen, of every step of the endpoint and of every event. */
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

/** A story's models need no real artifact: whatever is asked for is there. */
const anyArtifact: ObjectStore = { read: async () => new Uint8Array(), keys: async () => [] };

/** Models that start at once and answer what the story says; images carry their config's name. */
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

/** Without the members that are undefined, which `exactOptionalPropertyTypes` tells apart from absent ones. */
const defined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never;

/** Every story is about this one endpoint. */
export const endpointName = 'endpoint';

/** What the models of a config are made from: an image, or a model package of a Marketplace seller. */
export const imageOf = (configName: string, config: ScenarioConfig): string =>
  configOf(config).marketplace
    ? `arn:aws:sagemaker:us-east-1:111122223333:model-package/${configName}`
    : `${configName}-image`;

import {
  type BlueGreenUpdatePolicy,
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointCommand,
  type DeploymentConfig,
  DescribeEndpointCommand,
  type DesiredWeightAndCapacity,
  SageMakerClient,
  UpdateEndpointCommand,
  type UpdateEndpointInput,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { directClients } from '../../../local/lambda/direct-clients.ts';
import type {
  AlarmStateValue,
  AlarmWatch,
  Container,
  ContainerRuntime,
  ContainerSpec,
  EventDraft,
  MetricDatum,
} from '../../../local/ports.ts';
import { createSageMaker, type SageMakerDeps } from '../../../local/sagemaker/sagemaker.ts';
import type { EndpointSnapshot } from '../../../local/sagemaker/snapshot.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { clientSettings, localContext } from '../../support/local-service.ts';

/** Alarms whose states the test sets. */
export class FakeAlarms implements AlarmWatch {
  readonly #states = new Map<string, AlarmStateValue>();
  readonly #listeners = new Set<(alarmName: string, value: AlarmStateValue) => void>();

  state(alarmName: string): AlarmStateValue | undefined {
    return this.#states.get(alarmName);
  }

  /** By their names. */
  isComposite(alarmName: string): boolean {
    return alarmName.startsWith('composite');
  }

  onChange(listener: (alarmName: string, value: AlarmStateValue) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  set(alarmName: string, value: AlarmStateValue): void {
    this.#states.set(alarmName, value);
    for (const listener of [...this.#listeners]) listener(alarmName, value);
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}

interface FakeContainer extends Container {
  readonly spec: ContainerSpec;
  stopped: boolean;
  answersPing: boolean;
  answers: number;
}

type Answer = Awaited<ReturnType<Container['invoke']>>;

/** Containers that answer with the name of their image; what they do otherwise, the test says by image. */
class FakeContainers implements ContainerRuntime {
  readonly started: FakeContainer[] = [];
  /** Makes the start of an image fail with an error of this name. */
  readonly failures = new Map<string, string>();
  readonly behaviours = new Map<string, (request: Parameters<Container['invoke']>[0]) => Promise<Answer>>();

  async start(spec: ContainerSpec): Promise<Container> {
    const failure = this.failures.get(spec.image);
    if (failure !== undefined) throw Object.assign(new Error(`told by ${failure}`), { name: failure });
    const container: FakeContainer = {
      spec,
      stopped: false,
      answersPing: true,
      answers: 0,
      ping: async () => container.answersPing,
      invoke: async (request) => {
        container.answers += 1;
        return (this.behaviours.get(spec.image) ?? echoesImage(spec.image))(request);
      },
      stop: async () => {
        container.stopped = true;
      },
    };
    this.started.push(container);
    return container;
  }

  /** How many containers of `image` run. */
  running(image: string): number {
    return this.started.filter((container) => container.spec.image === image && !container.stopped).length;
  }
}

const echoesImage = (image: string) => async (): Promise<Answer> => answer(200, image);

export const answer = (status: number, body: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body: new TextEncoder().encode(body),
});

export type World = ReturnType<typeof localSageMaker>;

/**
 * A local SageMaker on virtual time with fakes around it, and real SDK clients in front.
 * @param transport how the runtime is reached
 */
export function localSageMaker(options: Partial<SageMakerDeps> = {}, transport: 'wire' | 'direct' = 'wire') {
  const clock = new VirtualClock();
  const context = localContext(clock, 7);
  const alarms = new FakeAlarms();
  const containers = new FakeContainers();
  const objects = new Map([['models/iris/v1/model.tar.gz', new Uint8Array([1])]]);
  const metrics: MetricDatum[] = [];
  const events: { at: number; event: EventDraft }[] = [];
  const snapshots: EndpointSnapshot[] = [];
  const sagemaker = createSageMaker(context, {
    objects: {
      read: async (_bucket, key) => objects.get(key),
      keys: async (_bucket, prefix) => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(),
    },
    metrics: { record: (datum) => void metrics.push(datum) },
    alarms,
    events: { emit: (event) => void events.push({ at: clock.now(), event }) },
    containers,
    stopwatch: () => clock.now(),
    onChange: (snapshot) => void snapshots.push(snapshot),
    ...options,
  });
  const router = createRouter([sagemaker.wire, sagemaker.runtimeWire]);
  const settings = clientSettings(router);
  const client = new SageMakerClient(settings);
  const runtime =
    transport === 'wire'
      ? new SageMakerRuntimeClient(settings)
      : directClients(() => router)(SageMakerRuntimeClient);

  const world = {
    ...{ clock, alarms, containers, objects, metrics, events, snapshots, sagemaker, client, runtime },

    /** Makes a model of image `<name>-image` and an endpoint config, both called `name`. */
    async config(name: string, count = 3, variant: object = {}): Promise<void> {
      await world.configOf(name, [{ InitialInstanceCount: count, ...variant }]);
    },

    /** Makes a model of image `<name>-image` and an endpoint config of `variants`, both called `name`. */
    async configOf(name: string, variants: readonly object[]): Promise<void> {
      await client.send(
        new CreateModelCommand({
          ModelName: name,
          PrimaryContainer: {
            Image: `${name}-image`,
            ModelDataUrl: 's3://bucket/models/iris/v1/model.tar.gz',
          },
        }),
      );
      await client.send(
        new CreateEndpointConfigCommand({
          EndpointConfigName: name,
          ProductionVariants: variants.map((variant) => ({
            VariantName: 'AllTraffic',
            ModelName: name,
            InstanceType: 'ml.m5.large',
            InitialInstanceCount: 1,
            ...variant,
          })),
        }),
      );
    },

    /** Brings the endpoint `iris` InService on config `blue` with `count` instances, and makes config `green`. */
    async serving(count = 3, greenCount = count, variant: object = {}): Promise<void> {
      await world.servingVariants(
        [{ InitialInstanceCount: count, ...variant }],
        [{ InitialInstanceCount: greenCount, ...variant }],
      );
    },

    /** The same with several variants; those of `green` are as those of `blue` unless told otherwise. */
    async servingVariants(blue: readonly object[], green: readonly object[] = blue): Promise<void> {
      await world.configOf('blue', blue);
      await world.configOf('green', green);
      await client.send(new CreateEndpointCommand({ EndpointName: 'iris', EndpointConfigName: 'blue' }));
      await clock.advance((options.timings?.provisioningSeconds ?? 240) * 1000);
      snapshots.length = 0;
      events.length = 0;
    },

    update: (DeploymentConfig?: DeploymentConfig) =>
      world.updateTo({ ...(DeploymentConfig && { DeploymentConfig }) }),

    updateTo: (input: Partial<UpdateEndpointInput>) =>
      client.send(new UpdateEndpointCommand({ EndpointName: 'iris', EndpointConfigName: 'green', ...input })),

    rescale: (...DesiredWeightsAndCapacities: DesiredWeightAndCapacity[]) =>
      client.send(
        new UpdateEndpointWeightsAndCapacitiesCommand({ EndpointName: 'iris', DesiredWeightsAndCapacities }),
      ),

    remove: () => client.send(new DeleteEndpointCommand({ EndpointName: 'iris' })),

    describe: () => client.send(new DescribeEndpointCommand({ EndpointName: 'iris' })),

    /** What the model answers, as text. */
    async invoke(body = 'x', endpointName = 'iris', TargetVariant?: string): Promise<string> {
      const sent = runtime.send(
        new InvokeEndpointCommand({
          EndpointName: endpointName,
          Body: body,
          ...(TargetVariant !== undefined && { TargetVariant }),
        }),
      );
      const answered = await clock.drive(sent);
      return new TextDecoder().decode(answered.Body);
    },

    /** The deployment's story: `+<s> <status> <message>: <blue active>+<green active> <green share in %>`. */
    story(): string[] {
      const start = snapshots[0]?.at ?? 0;
      return snapshots.map((snapshot) => {
        const [blue, green] = snapshot.fleets;
        const doing = snapshot.progress === undefined ? snapshot.status : snapshot.progress.message;
        const share = Math.round((green?.share ?? 0) * 100);
        return `+${(snapshot.at - start) / 1000} ${doing} ${blue?.active ?? 0}+${green?.active ?? 0} ${share}%`;
      });
    },
  };
  return world;
}

/** Batches of `batch` and `rollbackBatch` instances, each baked five minutes, with the alarm `alarm` watched. */
export const rolling = (batch: number, rollbackBatch?: number): DeploymentConfig => ({
  RollingUpdatePolicy: {
    MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: batch },
    WaitIntervalInSeconds: 300,
    ...(rollbackBatch !== undefined && {
      RollbackMaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: rollbackBatch },
    }),
  },
  AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'alarm' }] },
});

/** The policy under test, with the alarm `alarm` watched. */
export const guarded = (policy: BlueGreenUpdatePolicy) => ({
  BlueGreenUpdatePolicy: policy,
  AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'alarm' }] },
});

/** The policy of one of the configs below, to be varied. */
export const policyOf = (config: ReturnType<typeof guarded>) => config.BlueGreenUpdatePolicy;

export const allAtOnce = guarded({
  TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
  TerminationWaitInSeconds: 600,
  MaximumExecutionTimeoutInSeconds: 1800,
});

export const canary = guarded({
  TrafficRoutingConfiguration: {
    Type: 'CANARY',
    CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 },
    WaitIntervalInSeconds: 300,
  },
  TerminationWaitInSeconds: 120,
  MaximumExecutionTimeoutInSeconds: 1800,
});

export const linear = guarded({
  TrafficRoutingConfiguration: {
    Type: 'LINEAR',
    LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 20 },
    WaitIntervalInSeconds: 300,
  },
  TerminationWaitInSeconds: 300,
  MaximumExecutionTimeoutInSeconds: 3600,
});

import { VirtualClock } from '../local/clock/virtual.ts';
import { createCloudWatch } from '../local/cloudwatch/cloudwatch.ts';
import { localAccount, localRegion } from '../local/context.ts';
import type { Container, ContainerRuntime, EventSink, ObjectStore } from '../local/ports.ts';
import { seededRandom } from '../local/random.ts';
import { createSageMaker } from '../local/sagemaker/sagemaker.ts';
import { text, utf8, type WireRequest, type WireService } from '../local/transport/wire.ts';

/** The local SageMaker and CloudWatch on virtual time, called with AWS's JSON directly, without an SDK. */
export interface World {
  readonly clock: VirtualClock;
  /** Calls an operation of SageMaker. @throws Error with the service's answer if it is refused */
  sagemaker(operation: string, input: object): Promise<unknown>;
  cloudwatch(operation: string, input: object): Promise<unknown>;
  /** Publishes the metrics of one successful request, as an endpoint in use does. */
  publishInvocation(): void;
  close(): Promise<void>;
}

export function createWorld(): World {
  const clock = new VirtualClock();
  const context = { clock, random: seededRandom(7), account: localAccount, region: localRegion };
  const cloudwatch = createCloudWatch(context, { events: nobody });
  const sagemaker = createSageMaker(context, {
    objects: anyArtifact,
    metrics: cloudwatch.metrics,
    alarms: cloudwatch.alarms,
    events: nobody,
    containers: idleContainers,
    timings: { provisioningSeconds: 240, activationSeconds: 0, terminationSeconds: 60 },
    stopwatch: () => clock.now(),
  });
  return {
    clock,
    sagemaker: (operation, input) => call(sagemaker.wire, `SageMaker.${operation}`, '1.1', input),
    cloudwatch: (operation, input) =>
      call(cloudwatch.wire, `GraniteServiceVersion20100801.${operation}`, '1.0', input),
    publishInvocation: () =>
      cloudwatch.metrics.record({
        namespace: 'AWS/SageMaker',
        metric: 'Invocation5XXErrors',
        dimensions: { EndpointName: 'endpoint-0', VariantName: 'AllTraffic' },
        value: 0,
        unit: 'None',
      }),
    async close() {
      cloudwatch.close();
      await sagemaker.stop();
    },
  };
}

const nobody: EventSink = { emit: () => undefined };
const anyArtifact: ObjectStore = { read: async () => new Uint8Array(), keys: async () => [] };
/** Only the simulator's own cost is measured, so one container that costs nothing serves all instances. */
const idleContainer: Container = {
  ping: async () => true,
  invoke: async () => ({ status: 200, headers: {}, body: new Uint8Array() }),
  stop: async () => undefined,
};
const idleContainers: ContainerRuntime = { start: async () => idleContainer };

async function call(service: WireService, target: string, version: string, input: object): Promise<unknown> {
  const request: WireRequest = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': target, 'content-type': `application/x-amz-json-${version}` },
    body: utf8(JSON.stringify(input)),
  };
  const response = await service.handle(request);
  const answer = text(response.body);
  if (response.status !== 200) throw new Error(`${target}: ${answer}`);
  return answer === '' ? undefined : JSON.parse(answer);
}

/** Makes the model and the endpoint configs `blue` and `green` of `instances` each. */
export async function createConfigs(world: World, instances: number): Promise<void> {
  await world.sagemaker('CreateModel', {
    ModelName: 'model',
    ExecutionRoleArn: 'arn:aws:iam::000000000000:role/model',
    PrimaryContainer: { Image: 'image', ModelDataUrl: 's3://models/model.tar.gz' },
  });
  for (const EndpointConfigName of ['blue', 'green']) {
    await world.sagemaker('CreateEndpointConfig', {
      EndpointConfigName,
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          ModelName: 'model',
          InstanceType: 'ml.m5.large',
          InitialInstanceCount: instances,
        },
      ],
    });
  }
}

/** An alarm on `endpoint-0`'s errors with a period of 60 s. */
export async function createAlarm(world: World): Promise<void> {
  await world.cloudwatch('PutMetricAlarm', {
    AlarmName: 'errors',
    Namespace: 'AWS/SageMaker',
    MetricName: 'Invocation5XXErrors',
    Dimensions: [
      { Name: 'EndpointName', Value: 'endpoint-0' },
      { Name: 'VariantName', Value: 'AllTraffic' },
    ],
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  });
}

/** Brings `count` endpoints `endpoint-0`, … InService on `blue`. */
export async function createEndpoints(world: World, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await world.sagemaker('CreateEndpoint', {
      EndpointName: `endpoint-${index}`,
      EndpointConfigName: 'blue',
    });
  }
  await world.clock.advance(300_000);
}

/** Starts a linear rollout of `green` on `count` endpoints from `endpoint-<first>` on, ten steps of 10 %. */
export async function updateEndpoints(
  world: World,
  count: number,
  bakeSeconds: number,
  first = 0,
): Promise<void> {
  for (let index = first; index < first + count; index += 1) {
    await world.sagemaker('UpdateEndpoint', {
      EndpointName: `endpoint-${index}`,
      EndpointConfigName: 'green',
      DeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: {
            Type: 'LINEAR',
            LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 10 },
            WaitIntervalInSeconds: bakeSeconds,
          },
          TerminationWaitInSeconds: bakeSeconds,
          MaximumExecutionTimeoutInSeconds: 28_800,
        },
        AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'errors' }] },
      },
    });
  }
}

/** @throws Error unless every endpoint is InService on `config`: otherwise no rollout was measured */
export async function assertOn(world: World, count: number, config: string): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const told = (await world.sagemaker('DescribeEndpoint', { EndpointName: `endpoint-${index}` })) as {
      EndpointStatus: string;
      EndpointConfigName: string;
    };
    if (told.EndpointStatus !== 'InService' || told.EndpointConfigName !== config) {
      throw new Error(`endpoint-${index} is ${told.EndpointStatus} on ${told.EndpointConfigName}`);
    }
  }
}

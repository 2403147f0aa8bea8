import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '../clock/clock.ts';
import { clockApi, clockPath } from '../clock/clock-api.ts';
import { isSteerable } from '../clock/steerable.ts';
import { createCloudWatch } from '../cloudwatch/cloudwatch.ts';
import { type LocalContext, localAccount, localRegion } from '../context.ts';
import { createDynamoDb } from '../dynamodb/dynamodb.ts';
import type { BusEvent } from '../events/event.ts';
import { createEventBridge } from '../events/events.ts';
import { createLambda } from '../lambda/lambda.ts';
import { sdkClients } from '../lambda/sdk-clients.ts';
import type { ClientFactory, HandlerModule, LogEntry } from '../lambda/seam.ts';
import type { ContainerRuntime } from '../ports.ts';
import { seededRandom } from '../random.ts';
import { createS3 } from '../s3/s3.ts';
import type { Assumptions, Timings } from '../sagemaker/assumptions.ts';
import { createSageMaker } from '../sagemaker/sagemaker.ts';
import type { EndpointSnapshot } from '../sagemaker/snapshot.ts';
import type { PublishedMessage } from '../sns/message.ts';
import { createSns } from '../sns/sns.ts';
import { createSqs } from '../sqs/sqs.ts';
import { createStates } from '../states/states.ts';
import { createSts } from '../sts/sts.ts';
import { type HttpFront, startHttpFront } from '../transport/http-front.ts';
import { createRouter, type Router } from '../transport/router.ts';
import { closableClock } from './closable-clock.ts';
import { deployTemplate } from './deploy-template.ts';
import { listeners } from './listeners.ts';

export interface LocalAwsOptions {
  /** One that can be steered is so at `/_clock` too (docs/clock.md). */
  readonly clock: Clock;
  /** The same seed gives the same ids and routes. */
  readonly seed: number;
  /** The packaged CloudFormation template, parsed. */
  readonly template: unknown;
  /** Values for the template's parameters, over `localParameters`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Given on loan: whoever made it closes it. */
  readonly containers: ContainerRuntime;
  readonly timings?: Partial<Timings>;
  readonly assumptions?: Partial<Assumptions>;
  /** See `SageMakerDeps`: pass the clock's `now` under a virtual clock. */
  readonly stopwatch?: () => number;
  /** The handlers' sources, for tests. */
  readonly load?: (handler: string) => Promise<HandlerModule>;
  /** What the handlers log. */
  readonly log?: (entry: LogEntry) => void;
}

export interface LocalAws {
  /** Its clock stops with `close`: who sleeps on it then never wakes. */
  readonly context: LocalContext;
  readonly router: Router;
  /** The stack's outputs. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What of the template has no local effect, to be printed. */
  readonly inert: readonly string[];
  /** Real SDK clients in this process, without sockets. */
  readonly clients: ClientFactory;
  /** Calls `listener` with every EventBridge event. Returns how to stop; so do the others. */
  onEvent(listener: (event: BusEvent) => void): () => void;
  /** Calls `listener` with every message published to a topic. */
  onNotice(listener: (message: PublishedMessage) => void): () => void;
  /** Calls `listener` with every change of an endpoint, as it happens. */
  onEndpointChange(listener: (endpoint: EndpointSnapshot) => void): () => void;
  /** The endpoint as it stands; undefined if there is none of that name. */
  endpoint(name: string): EndpointSnapshot | undefined;
  /** Answers HTTP on the loopback interface; port 0 picks one. @throws the listen error if it is taken */
  serve(port: number): Promise<HttpFront>;
  /** Ends everything: nothing that was planned happens any more, containers and HTTP are stopped. */
  close(): Promise<void>;
}

const stackName = 'greenlight-local';

/** What only the local AWS may set: images that are programs of this host, and roles that no one has. */
const localParameters = {
  AllowedImages: 'local:*,*.dkr.ecr.*.amazonaws.com/*',
  ModelRolePrefix: 'greenlight-local-',
};

/**
 * The whole local AWS, with the template deployed.
 * @throws TemplateError if the template cannot be deployed
 */
export async function createLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const clock = closableClock(options.clock);
  const context: LocalContext = {
    clock,
    random: seededRandom(options.seed),
    account: localAccount,
    region: localRegion,
  };
  let baseUrl = 'http://127.0.0.1:4566';
  const endpointListeners = listeners<EndpointSnapshot>();

  // EventBridge and SNS refer to services that are made after them, because those emit events in their turn.
  const functions = () => lambda.functions;
  const queues = () => sqs.queues;
  const events = createEventBridge(context, { functions, queues });
  const sqs = createSqs(context, { baseUrl: () => baseUrl });
  const sns = createSns(context, { functions, queues, baseUrl: () => baseUrl });
  const s3 = createS3(context, { events: events.sink });
  const dynamodb = createDynamoDb(context);
  const cloudwatch = createCloudWatch(context, { events: events.sink, topics: sns.topics });
  const states = createStates(context, { functions, events: events.sink });
  const lambda = createLambda(context, {
    router: () => router,
    queues: sqs.queues,
    ...(options.load && { load: options.load }),
    ...(options.log && { log: options.log }),
  });
  const sagemaker = createSageMaker(context, {
    objects: s3.objects,
    metrics: cloudwatch.metrics,
    alarms: cloudwatch.alarms,
    events: events.sink,
    containers: options.containers,
    onChange: endpointListeners.tell,
    ...(options.timings && { timings: options.timings }),
    ...(options.assumptions && { assumptions: options.assumptions }),
    ...(options.stopwatch && { stopwatch: options.stopwatch }),
  });
  const router = createRouter([
    cloudwatch.wire,
    createSts(context).wire,
    dynamodb.wire,
    events.wire,
    lambda.wire,
    s3.wire,
    sagemaker.wire,
    sagemaker.runtimeWire,
    sns.wire,
    sqs.wire,
    states.wire,
  ]);
  const clients = sdkClients(() => router);
  // An SDK's first request in a process reads configuration files; in the midst of a story under a virtual
  // clock that would be work that nobody counts.
  await clients(STSClient).send(new GetCallerIdentityCommand({}));

  const services = { s3, dynamodb, sns, sqs, lambda, events, states };
  const parameters = { ...localParameters, ...options.parameters };
  const { outputs, inert } = await deployTemplate(options.template, {
    context,
    services,
    stackName,
    parameters,
  });

  const mounts = isSteerable(options.clock) ? { [clockPath]: clockApi(options.clock) } : {};
  const fronts: HttpFront[] = [];
  return {
    context,
    router,
    outputs,
    inert,
    clients,
    onEvent: events.onEvent,
    onNotice: sns.onPublish,
    onEndpointChange: endpointListeners.add,
    endpoint: sagemaker.snapshot,
    async serve(port) {
      const front = await startHttpFront(router, port, mounts);
      fronts.push(front);
      baseUrl = front.url;
      return front;
    },
    async close() {
      const stopped = sagemaker.stop();
      events.close();
      cloudwatch.close();
      clock.close();
      await Promise.all([stopped, ...fronts.map((front) => front.close())]);
    },
  };
}

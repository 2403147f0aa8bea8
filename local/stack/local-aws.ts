import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { apiPath, createRestApis } from '../api-gateway/rest-apis.ts';
import { createAutoScaling } from '../auto-scaling/auto-scaling.ts';
import { defaultBaseUrl, servedAt } from '../base-url.ts';
import type { Clock } from '../clock/clock.ts';
import { clockApi, clockPath } from '../clock/clock-api.ts';
import { isSteerable } from '../clock/steerable.ts';
import { createCloudWatch } from '../cloudwatch/cloudwatch.ts';
import { type LocalContext, localAccount, localRegion } from '../context.ts';
import { createDynamoDb } from '../dynamodb/dynamodb.ts';
import type { BusEvent } from '../events/event.ts';
import type { EventFault } from '../events/event-faults.ts';
import { createEventBridge } from '../events/events.ts';
import { createIam, type Permissions } from '../iam/iam.ts';
import type { Statement } from '../iam/policy.ts';
import { directClients } from '../lambda/direct-clients.ts';
import { urlPath } from '../lambda/function-urls.ts';
import type { InvocationRecord } from '../lambda/invocation.ts';
import type { Kill } from '../lambda/kills.ts';
import { createLambda } from '../lambda/lambda.ts';
import { sdkClients } from '../lambda/sdk-clients.ts';
import type { ClientFactory } from '../lambda/seam.ts';
import type { ContainerRuntime, MetricSink } from '../ports.ts';
import { seededRandom } from '../random.ts';
import { createS3 } from '../s3/s3.ts';
import type { Fault } from '../sagemaker/faults.ts';
import { createSageMaker } from '../sagemaker/sagemaker.ts';
import type { EndpointSnapshot } from '../sagemaker/snapshot.ts';
import { createSecretsManager } from '../secrets-manager/secrets-manager.ts';
import { createServiceQuotas } from '../service-quotas/service-quotas.ts';
import { type LocalSlack, slackPath } from '../slack/slack.ts';
import { slackWeb } from '../slack/slack-web.ts';
import type { PublishedMessage } from '../sns/published-message.ts';
import { createSns } from '../sns/sns.ts';
import { createSqs } from '../sqs/sqs.ts';
import { createSsm } from '../ssm/ssm.ts';
import { createStates } from '../states/states.ts';
import { createSts } from '../sts/sts.ts';
import { type CallFault, CallFaults, type PlannedFault } from '../transport/call-faults.ts';
import { type HttpFront, type Mounts, startHttpFront } from '../transport/http-front.ts';
import { awsRateLimits } from '../transport/rate-limits.ts';
import { createRouter, type Router } from '../transport/router.ts';
import { Throttle } from '../transport/throttle.ts';
import type { WireResponse } from '../transport/wire.ts';
import { closableClock } from './closable-clock.ts';
import { deployTemplate } from './deploy-template.ts';
import { type FetchUrlRequest, urlRequest } from './fetch-url.ts';
import { iamLookups } from './iam-lookups.ts';
import { listeners } from './listeners.ts';
import type { LocalAwsOptions } from './local-aws-options.ts';
import { mountedSlack } from './mounted-slack.ts';

export interface LocalAws {
  /** Its clock stops with `close`: who sleeps on it then never wakes. */
  readonly context: LocalContext;
  readonly router: Router;
  /** The stack's outputs. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What of the template has no local effect, to be printed. */
  readonly inert: readonly string[];
  /** The local Slack, whether or not the stack knows of it. */
  readonly slack: LocalSlack;
  /** Real SDK clients in this process, without sockets. */
  readonly clients: ClientFactory;
  /** The same of an onlooker: `throttling` neither counts nor refuses their calls. */
  readonly onlookers: ClientFactory;
  /**
   * Asks a function's URL, without sockets.
   * @param url a whole URL, as handlers are given it, or what follows `/_url/`: function, path and query
   */
  fetchUrl(url: string, request?: FetchUrlRequest): Promise<WireResponse>;
  /** Calls `listener` with every EventBridge event. Returns how to stop; so do the others. */
  onEvent(listener: (event: BusEvent) => void): () => void;
  /** Calls `listener` with every message published to a topic. */
  onNotice(listener: (message: PublishedMessage) => void): () => void;
  /** Calls `listener` with every change of an endpoint, as it happens. */
  onEndpointChange(listener: (endpoint: EndpointSnapshot) => void): () => void;
  /** Calls `listener` with every invocation of a function when it ends: the AWS calls it made, and how it went. */
  onInvocation(listener: (record: InvocationRecord) => void): () => void;
  /** The stack's roles by ARN, with the statements of their policies. */
  roles(): ReadonlyMap<string, readonly Statement[]>;
  /** How many state transitions an execution has made so far, as AWS bills them. */
  transitions(executionArn: string): number;
  /** Kills a handler at an AWS call of one of its next invocations; `struck` tells later whether it came to that. */
  kill(kill: Kill): { readonly struck: boolean; cancel(): void };
  /** Lets calls of the API fail, whoever makes them. */
  failCalls(fault: CallFault): PlannedFault;
  /** Drops, doubles, delays or reorders events on their way from EventBridge to its targets. */
  disturbEvents(fault: EventFault): PlannedFault;
  /** Brings `fault` upon its endpoint from now on. Returns how to lift it: what has happened stays so. */
  injectFault(fault: Fault): () => void;
  /** Metrics as AWS's own services publish them, in namespaces that PutMetricData refuses. */
  readonly metrics: Pick<MetricSink, 'record'>;
  /** The endpoint as it stands; undefined if there is none of that name. */
  endpoint(name: string): EndpointSnapshot | undefined;
  /**
   * Answers HTTP on the loopback interface; port 0 picks one.
   * @param beside what else is served there, by path (docs/local-aws.md)
   * @throws the listen error if the port is taken
   */
  serve(port: number, beside?: Mounts): Promise<HttpFront>;
  /** Ends everything: nothing that was planned happens any more, containers and HTTP are stopped. */
  close(): Promise<void>;
}

function throttleOf(
  { throttling = 'none', onThrottled }: LocalAwsOptions,
  clock: Clock,
): Throttle | undefined {
  if (throttling === 'none') return undefined;
  return new Throttle(clock, throttling === 'as-on-aws' ? awsRateLimits : throttling, onThrottled);
}

/** Of a deployment without SageMaker's containers. */
const noContainers: ContainerRuntime = {
  start: () => Promise.reject(new Error('no model containers: createLocalAws was given no `containers`')),
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
  let baseUrl = defaultBaseUrl;
  const endpointListeners = listeners<EndpointSnapshot>();
  const invocationListeners = listeners<InvocationRecord>();
  const callFaults = new CallFaults(context.random);

  // EventBridge and SNS refer to services that are made after them, because those emit events in their turn.
  const functions = () => lambda.functions;
  const queues = () => sqs.queues;
  const iam = createIam(
    context,
    iamLookups(() => ({ cloudwatch, sagemaker, secretsManager, states })),
    options.onAccess,
  );
  const heeded: { permissions?: Permissions } =
    options.permissions === 'unchecked' ? {} : { permissions: iam };
  const events = createEventBridge(context, { functions, queues, states: () => states, ...heeded });
  const sqs = createSqs(context, { baseUrl: () => baseUrl });
  const sns = createSns(context, { functions, queues, baseUrl: () => baseUrl, ...heeded });
  const s3 = createS3(context, {
    events: events.sink,
    ...(options.s3Limits && { limits: options.s3Limits }),
  });
  const dynamodb = createDynamoDb(context);
  const secretsManager = createSecretsManager(context);
  const ssm = createSsm(context);
  const cloudwatch = createCloudWatch(context, { events: events.sink, topics: sns.topics, ...heeded });
  const states = createStates(context, { functions, events: events.sink, ...heeded });
  const clientsOf = options.transport === 'direct' ? directClients : sdkClients;
  const lambda = createLambda(context, {
    clientsOf,
    router: () => router,
    queues: sqs.queues,
    messages: sqs.source,
    baseUrl: () => baseUrl,
    putMetricData: cloudwatch.putMetricData,
    onInvocation: invocationListeners.tell,
    ...(options.stopwatch && { stopwatch: options.stopwatch }),
    ...(options.retries && { retries: options.retries }),
    ...heeded,
    fetch: (url, init) => slack.fetch(url, init),
    ...(options.load && { load: options.load }),
    ...(options.log && { log: options.log }),
  });
  const restApis = createRestApis(context, { functions: lambda.functions, ...heeded });
  const slack = mountedSlack(context, {
    ...(options.slack?.workspace && { workspace: options.slack.workspace }),
    interactivityUrl: () => options.slack?.interactivityUrl?.(outputs),
    baseUrl: () => baseUrl,
    functionUrls: lambda.urls.router,
  });
  const autoScaling = createAutoScaling(context, { endpoint: (name) => sagemaker.snapshot(name) });
  const sagemaker = createSageMaker(context, {
    objects: s3.objects,
    sink: s3.objects,
    metrics: cloudwatch.metrics,
    alarms: cloudwatch.alarms,
    scaling: autoScaling.targets,
    events: events.sink,
    containers: options.containers ?? noContainers,
    onChange: endpointListeners.tell,
    ...(options.timings && { timings: options.timings }),
    ...(options.assumptions && { assumptions: options.assumptions }),
    ...(options.faults && { faults: options.faults }),
    ...(options.quotas && { quotas: options.quotas }),
    ...(options.usage && { usage: options.usage }),
    ...(options.stopwatch && { stopwatch: options.stopwatch }),
  });
  const answering = [
    autoScaling.wire,
    cloudwatch.wire,
    createServiceQuotas(context, { quotas: options.quotas ?? {} }).wire,
    createSts(context).wire,
    dynamodb.wire,
    events.wire,
    lambda.wire,
    s3.wire,
    secretsManager.wire,
    ssm.wire,
    sagemaker.wire,
    sagemaker.runtimeWire,
    sns.wire,
    sqs.wire,
    states.wire,
  ];
  const router = createRouter(answering, callFaults, throttleOf(options, clock));
  const unlimited = createRouter(answering, callFaults);
  const clients = clientsOf(() => router);
  // An SDK's first request in a process reads configuration files; in the midst of a story under a virtual
  // clock that would be work that nobody counts.
  await clients(STSClient).send(new GetCallerIdentityCommand({}));

  const services = {
    ...{ s3, cloudwatch, dynamodb, iam, sns, sqs, lambda, events, states, secretsManager, ssm },
    restApis,
  };
  const { outputs, inert } = await deployTemplate(options.template, {
    context,
    services,
    stackName: options.stackName ?? 'local',
    ...(options.parameters && { parameters: options.parameters }),
  });

  const mounts = {
    [slackPath]: slackWeb(slack),
    [urlPath]: lambda.urls.router,
    [apiPath]: restApis.router,
    ...(isSteerable(options.clock) && { [clockPath]: clockApi(options.clock) }),
  };
  const fronts: HttpFront[] = [];
  return {
    context,
    router,
    get outputs() {
      return Object.fromEntries(
        Object.entries(outputs).map(([name, value]) => [name, servedAt(value, baseUrl)]),
      );
    },
    inert,
    slack,
    clients,
    onlookers: clientsOf(() => unlimited),
    fetchUrl: (url, request = {}) => lambda.urls.router.dispatch(urlRequest(url, request)),
    onEvent: events.onEvent,
    onNotice: sns.onPublish,
    onEndpointChange: endpointListeners.add,
    onInvocation: invocationListeners.add,
    roles: iam.roles,
    transitions: states.transitions,
    kill: lambda.kill,
    failCalls: (fault) => callFaults.plan(fault),
    disturbEvents: events.disturb,
    injectFault: sagemaker.injectFault,
    metrics: cloudwatch.metrics,
    endpoint: sagemaker.snapshot,
    async serve(port, beside = {}) {
      const front = await startHttpFront(router, port, { ...beside, ...mounts });
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

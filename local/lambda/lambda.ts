import type { PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { defaultBaseUrl } from '../base-url.ts';
import { hostElapsed } from '../clock/host.ts';
import type { LocalContext } from '../context.ts';
import type { Permissions } from '../iam/iam.ts';
import type { FunctionInvoker, QueueSink, QueueSource } from '../ports.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import type { Router } from '../transport/router.ts';
import type { WireService } from '../transport/wire.ts';
import { runAccepted } from './async-invocation.ts';
import { type AsyncSettings, defaultAsyncSettings } from './async-settings.ts';
import { readEmf } from './emf.ts';
import { type FunctionRegistry, functionRegistry } from './function-registry.ts';
import { createFunctionUrls, type FunctionUrls } from './function-urls.ts';
import { type InvocationRecord, routerOfHandlers, runningInvocation } from './invocation.ts';
import { type Kill, Kills } from './kills.ts';
import { lambdaWire } from './lambda-wire.ts';
import { type FunctionSpec, localFunction } from './local-function.ts';
import { type QueueMapping, startQueueMapping } from './queue-mapping.ts';
import { type RetriesOf, standardRetries } from './retries.ts';
import { roleChecks } from './role-checks.ts';
import { sdkClients } from './sdk-clients.ts';
import type { ClientFactory, HandlerModule, LogEntry, Seam } from './seam.ts';

export interface LambdaDeps {
  /** Where the handlers' SDK clients send their requests. */
  readonly router: () => Router;
  /** How their clients are made; `sdkClients` unless told otherwise. */
  readonly clientsOf?: (router: () => Router, retriesOf?: RetriesOf) => ClientFactory;
  /** Whether their clients try a call once (the default), or again as the SDK does. */
  readonly retries?: 'once' | 'standard';
  readonly queues: QueueSink;
  /** Where event source mappings take messages from; without it there are none. */
  readonly messages?: QueueSource;
  /** Gives the handler's source by the template's handler path; without it every invocation fails. */
  readonly load?: (handler: string) => Promise<HandlerModule>;
  readonly log?: (entry: LogEntry) => void;
  /** Takes the metrics that handlers write in CloudWatch's embedded metric format. */
  readonly putMetricData?: (input: PutMetricDataCommandInput) => void;
  /** Where clients reach the local AWS; `defaultBaseUrl` unless told otherwise. */
  readonly baseUrl?: () => string;
  /** Where handlers get without an SDK: nowhere, unless it is given. */
  readonly fetch?: Seam['fetch'];
  /** What handlers measure time with, in milliseconds; the host's, unless it is given. */
  readonly stopwatch?: () => number;
  /** What the functions' roles may do; without it, nothing is checked. */
  readonly permissions?: Permissions;
  /** Told of every invocation when it ends. */
  readonly onInvocation?: (record: InvocationRecord) => void;
}

export interface Lambda {
  readonly wire: WireService;
  readonly functions: FunctionInvoker;
  readonly urls: FunctionUrls;
  /**
   * Creates a function and returns its ARN. Its source is loaded at its first invocation, as on AWS.
   * @throws AwsError `ResourceConflictException` if the name is taken; not covered: a dead-letter topic
   */
  createFunction(spec: FunctionSpec): string;
  /**
   * PutFunctionEventInvokeConfig for set-up; what it leaves out is Lambda's default.
   * @throws AwsError `ResourceNotFoundException`; not covered: a destination that is no SQS queue
   */
  configureAsync(nameOrArn: string, settings: Partial<AsyncSettings>): void;
  /** Invokes a function with a queue's messages from now on. @throws AwsError as `startQueueMapping` does */
  mapQueue(mapping: QueueMapping): void;
  /**
   * Takes a log line in CloudWatch's embedded metric format, parsed. One that CloudWatch could not read makes no
   * metrics and no error, as on AWS, where nobody is told either: here it is warned of in the log.
   */
  emit(functionName: string, document: unknown): void;
  /** Plans the death of a handler in one of its next invocations; the answer tells later whether it came to that. */
  kill(kill: Kill): { readonly struck: boolean; cancel(): void };
}

/** Lambda: the template's handlers in this process, each with its own environment, invoked as AWS would. */
export function createLambda(context: LocalContext, deps: LambdaDeps): Lambda {
  const registry = functionRegistry(context);
  const kills = new Kills();
  const router = routerOfHandlers(deps.router);
  const emit: Lambda['emit'] = (functionName, document) => {
    const { log } = registry.find(functionName);
    const reading = readEmf(document);
    if (!reading.ok) return log.warn(`not in CloudWatch's embedded metric format: ${reading.reason}`);
    for (const request of reading.requests) {
      try {
        deps.putMetricData?.(request);
      } catch (error) {
        log.warn(`metrics that CloudWatch refuses: ${String(error)}`);
      }
    }
  };
  const baseUrl = deps.baseUrl ?? (() => defaultBaseUrl);
  const functionDeps = {
    baseUrl,
    emit,
    clients: (deps.clientsOf ?? sdkClients)(
      () => router,
      deps.retries === 'standard' ? standardRetries(context.random, runningInvocation) : undefined,
    ),
    fetch: deps.fetch ?? nowhere,
    stopwatch: deps.stopwatch ?? hostElapsed,
    load: deps.load ?? noSource,
    log: deps.log ?? (() => undefined),
    onInvocation: deps.onInvocation ?? (() => undefined),
    kills,
    permissions: deps.permissions,
  };
  const functions = invoker(context, registry, deps.queues);
  const role = roleChecks(deps.permissions);

  const urls = createFunctionUrls(context, registry, functions, baseUrl);

  return {
    wire: lambdaWire(context, registry, functions, urls),
    functions,
    urls,
    createFunction(spec) {
      if (spec.deadLetterArn !== undefined && !spec.deadLetterArn.startsWith('arn:aws:sqs:')) {
        throw notCovered(`a dead-letter target of Lambda other than an SQS queue (${spec.deadLetterArn})`);
      }
      role.assumable(spec);
      if (spec.deadLetterArn !== undefined) role.may(spec, ['sqs:SendMessage'], spec.deadLetterArn);
      const created = localFunction(context, spec, functionDeps);
      registry.add(created);
      return created.arn;
    },
    configureAsync(nameOrArn, settings) {
      const { onFailureArn } = settings;
      if (onFailureArn !== undefined && !onFailureArn.startsWith('arn:aws:sqs:')) {
        throw notCovered(`an on-failure destination of Lambda other than an SQS queue (${onFailureArn})`);
      }
      const target = registry.find(nameOrArn);
      if (onFailureArn !== undefined) role.may(target.spec, ['sqs:SendMessage'], onFailureArn, onFailureArn);
      target.async = { ...defaultAsyncSettings, ...settings };
    },
    mapQueue(mapping) {
      if (deps.messages === undefined) throw notCovered('event source mappings of Lambda without SQS');
      role.may(registry.find(mapping.functionName).spec, queueActions, mapping.queueArn);
      startQueueMapping(context, registry, functions, deps.messages, mapping);
    },
    emit,
    kill: (kill) => kills.plan(kill),
  };
}

/** What Lambda does with a queue in the name of the function. */
const queueActions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** Named as Lambda names it. */
const noSource = (handler: string): Promise<HandlerModule> =>
  Promise.reject(
    Object.assign(new Error(`no source for "${handler}": the local AWS was given no \`load\``), {
      name: 'Runtime.ImportModuleError',
    }),
  );

const nowhere = (url: string) => Promise.reject(new Error(`nothing answers at ${new URL(url).origin} here`));

/** Lambda's limits on a request, in bytes: 6 MB, 1 MB when asynchronous (API reference, Invoke). */
const largestRequest = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 };

function invoker(context: LocalContext, registry: FunctionRegistry, queues: QueueSink): FunctionInvoker {
  return {
    async invoke(arn, payload) {
      const target = registry.find(arn);
      return target.run(sentAs(payload, 'RequestResponse'), context.random.uuid());
    },
    async invokeAsync(arn, payload) {
      const target = registry.find(arn);
      const event = sentAs(payload, 'Event');
      runAccepted(context, queues, target, event).catch((error: unknown) =>
        target.log.error(`asynchronous invocation ended: ${String(error)}`),
      );
    },
  };
}

/** The payload as it arrives, JSON text; no payload at all arrives as an empty object. */
function sentAs(payload: unknown, type: keyof typeof largestRequest): string {
  const json = JSON.stringify(payload) ?? '{}';
  const size = Buffer.byteLength(json);
  const limit = largestRequest[type];
  if (size > limit) {
    throw new AwsError(
      'RequestTooLargeException',
      `${size} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`,
      { status: 413 },
    );
  }
  return json;
}

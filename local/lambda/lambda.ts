import type { LocalContext } from '../context.ts';
import type { FunctionInvoker, QueueSink } from '../ports.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import type { Router } from '../transport/router.ts';
import type { WireService } from '../transport/wire.ts';
import { runAccepted } from './async-invocation.ts';
import { type FunctionRegistry, functionRegistry } from './function-registry.ts';
import { lambdaWire } from './lambda-wire.ts';
import { loadSource } from './load-source.ts';
import { type FunctionSpec, localFunction } from './local-function.ts';
import { sdkClients } from './sdk-clients.ts';
import type { HandlerModule, LogEntry } from './seam.ts';

export interface LambdaDeps {
  /** Where the handlers' SDK clients send their requests. */
  readonly router: () => Router;
  readonly queues: QueueSink;
  /** The handler's source; by default the TypeScript file that the handler's path names. */
  readonly load?: (handler: string) => Promise<HandlerModule>;
  readonly log?: (entry: LogEntry) => void;
}

export interface Lambda {
  readonly wire: WireService;
  readonly functions: FunctionInvoker;
  /**
   * Creates a function and returns its ARN. Its source is loaded at its first invocation, as on AWS.
   * @throws AwsError `ResourceConflictException` if the name is taken; not covered: a dead-letter topic
   */
  createFunction(spec: FunctionSpec): string;
}

/** Lambda: the project's handlers in this process, each with its own environment, invoked as AWS would. */
export function createLambda(context: LocalContext, deps: LambdaDeps): Lambda {
  const registry = functionRegistry(context);
  const functionDeps = {
    clients: sdkClients(deps.router),
    load: deps.load ?? loadSource,
    log: deps.log ?? (() => undefined),
  };
  const functions = invoker(context, registry, deps.queues);

  return {
    wire: lambdaWire(context, registry, functions),
    functions,
    createFunction(spec) {
      if (spec.deadLetterArn !== undefined && !spec.deadLetterArn.startsWith('arn:aws:sqs:')) {
        throw notCovered(`a dead-letter target of Lambda other than an SQS queue (${spec.deadLetterArn})`);
      }
      const created = localFunction(context, spec, functionDeps);
      registry.add(created);
      return created.arn;
    },
  };
}

/** Lambda's limits on a request, in bytes: 6 MB, 1 MB when asynchronous (API reference, Invoke). */
const largestRequest = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 };

function invoker(context: LocalContext, registry: FunctionRegistry, queues: QueueSink): FunctionInvoker {
  return {
    async invoke(arn, payload) {
      const target = registry.find(arn);
      return target.run(throughJson(payload, 'RequestResponse'), context.random.uuid());
    },
    async invokeAsync(arn, payload) {
      const target = registry.find(arn);
      const event = throughJson(payload, 'Event');
      runAccepted(context, queues, target, event).catch((error: unknown) =>
        target.log.error(`asynchronous invocation ended: ${String(error)}`),
      );
    },
  };
}

/** The payload as it would arrive over the wire; no payload at all arrives as an empty object. */
function throughJson(payload: unknown, type: keyof typeof largestRequest): unknown {
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
  return JSON.parse(json);
}

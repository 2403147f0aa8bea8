import { servedAt } from '../base-url.ts';
import { hostElapsed, withinHostTime } from '../clock/host.ts';
import { arnOf, type LocalContext } from '../context.ts';
import type { Permissions, RoleCaller } from '../iam/iam.ts';
import type { InvocationResult } from '../ports.ts';
import { type AsyncSettings, defaultAsyncSettings } from './async-settings.ts';
import { failureOf } from './failure-of.ts';
import { Invocation, type InvocationRecord, ioOfHandlers, runAs } from './invocation.ts';
import type { Kills } from './kills.ts';
import type { ClientFactory, Handler, HandlerModule, InvocationContext, LogEntry, Seam } from './seam.ts';

/** What the template says of a function, as far as it has an effect here. */
export interface FunctionSpec {
  readonly name: string;
  /** The template's handler path, e.g. `functions/on-artifact-uploaded.handler`. */
  readonly handler: string;
  /** Whose way of reporting errors it has, e.g. `python3.13`; Node.js's where there is none. Handlers run on this Node.js. */
  readonly runtime?: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Whose rights its handler has. Without one, or with one of another stack, they are not checked. */
  readonly roleArn?: string | undefined;
  /** In seconds of the host's time: running a handler is the host's work, not a wait of AWS. */
  readonly timeoutSeconds: number;
  /** An SQS queue for events whose asynchronous invocation failed for good. */
  readonly deadLetterArn?: string | undefined;
}

export interface FunctionDeps {
  readonly clients: ClientFactory;
  readonly load: (handler: string) => Promise<HandlerModule>;
  readonly log: (entry: LogEntry) => void;
  readonly emit: (functionName: string, document: unknown) => void;
  readonly fetch: Seam['fetch'];
  /** What handlers measure time with, in milliseconds. */
  readonly stopwatch: () => number;
  readonly onInvocation: (record: InvocationRecord) => void;
  readonly kills: Kills;
  readonly permissions?: Permissions | undefined;
  /** Where clients reach the local AWS: the template's URLs are made before that is known. */
  readonly baseUrl: () => string;
}

/** One function and its container. */
export interface LocalFunction {
  readonly spec: FunctionSpec;
  readonly arn: string;
  /** When it was created, in epoch milliseconds of simulated time. */
  readonly createdAt: number;
  readonly log: Seam['log'];
  /** How its asynchronous events are tried; the next ones, if it changes. */
  async: AsyncSettings;
  /** Runs the handler once on `event`, JSON text: what a handler does to its event must not show in a retry. Never rejects. */
  run(event: string, requestId: string): Promise<InvocationResult>;
}

/** Lambda's limit on a response (Lambda quotas). */
const largestResponse = 6_291_556;

/**
 * A function with one container for its whole life: `make` is called at the first invocation, or again at the
 * next one if it failed, was killed or ran out of time. A handler that runs past its timeout is answered for and gets
 * no further than its next AWS call: nothing in JavaScript can stop it sooner.
 */
export function localFunction(context: LocalContext, spec: FunctionSpec, deps: FunctionDeps): LocalFunction {
  const { clock } = context;
  const arn = arnOf(context, 'lambda', `function:${spec.name}`);
  const log = functionLog(context, spec, deps.log);
  const seam: Omit<Seam, 'env'> = {
    clients: deps.clients,
    clock: { now: () => clock.now(), io: (work) => ioOfHandlers(clock, work) },
    fetch: deps.fetch,
    stopwatch: () => {
      const startedAt = deps.stopwatch();
      return () => deps.stopwatch() - startedAt;
    },
    log,
    emit: (document) => deps.emit(spec.name, document),
  };

  let container: Promise<Handler> | undefined;
  const start = async (): Promise<Handler> => {
    const { make } = await clock.io(() => deps.load(spec.handler));
    return make({ ...seam, env: environmentOf(context, spec, deps.baseUrl()) });
  };
  const warm = async (): Promise<Handler> => {
    container ??= start();
    try {
      return await container;
    } catch (error) {
      container = undefined;
      throw error;
    }
  };

  const invoke = async (payload: unknown, requestId: string, own: Invocation): Promise<unknown> => {
    const handler = await Promise.race([warm(), own.death]);
    const limitMs = spec.timeoutSeconds * 1000;
    const deadline = hostElapsed() + limitMs;
    const invocation: InvocationContext = {
      awsRequestId: requestId,
      functionName: spec.name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - hostElapsed())),
    };
    // In a microtask, so that a handler that throws before its first await rejects like any other.
    const work = Promise.resolve().then(() => handler(payload, invocation));
    return withinHostTime(Promise.race([work, own.death]), limitMs, () => {
      own.cutOff();
      return timedOut(requestId, spec.timeoutSeconds);
    });
  };

  const attempt = async (event: string, requestId: string, own: Invocation): Promise<InvocationResult> => {
    try {
      return answerOf(await invoke(JSON.parse(event), requestId, own), requestId);
    } catch (error) {
      const failure = failureOf(error, requestId, spec.runtime);
      const stack = error instanceof Error ? error.stack : undefined;
      log.error(`invocation failed: ${failure.errorType}: ${failure.errorMessage}`, { requestId, stack });
      return failure;
    }
  };

  return {
    spec,
    arn,
    createdAt: clock.now(),
    log,
    async: defaultAsyncSettings,
    async run(event, requestId) {
      const own = new Invocation(
        requestId,
        deps.kills.next(spec.name),
        { permissions: deps.permissions, caller: callerOf(spec) },
        {
          clock,
          limitMs: spec.timeoutSeconds * 1000,
          timeOut: () => timedOut(requestId, spec.timeoutSeconds),
        },
      );
      const startedAt = clock.now();
      const cold = container === undefined;
      const result = await runAs(own, () => attempt(event, requestId, own));
      // The container died with its handler: the next invocation starts another.
      if (own.isOver) container = undefined;
      deps.onInvocation({
        functionName: spec.name,
        requestId,
        startedAt,
        endedAt: clock.now(),
        cold,
        outcome: own.killed ? 'killed' : result.ok ? 'succeeded' : 'failed',
        calls: [...own.calls],
      });
      return result;
    },
  };
}

const environmentOf = (context: LocalContext, spec: FunctionSpec, baseUrl: string): Seam['env'] => ({
  ...Object.fromEntries(
    Object.entries(spec.environment).map(([name, value]) => [name, servedAt(value, baseUrl)]),
  ),
  AWS_REGION: context.region,
  AWS_DEFAULT_REGION: context.region,
  AWS_LAMBDA_FUNCTION_NAME: spec.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  _HANDLER: spec.handler,
});

function functionLog(context: LocalContext, spec: FunctionSpec, write: FunctionDeps['log']): Seam['log'] {
  const at = (level: LogEntry['level']) => (message: string, data?: unknown) =>
    write({ at: context.clock.now(), functionName: spec.name, level, message, data });
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

const timedOut = (requestId: string, seconds: number): Error =>
  Object.assign(
    new Error(`RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`),
    {
      name: 'Sandbox.Timedout',
    },
  );

/** As whom a function acts: its session with its role is named like the function. */
export const callerOf = ({ name, roleArn }: FunctionSpec): RoleCaller | undefined =>
  roleArn === undefined ? undefined : { kind: 'role', role: roleArn, session: name };

/** The handler's answer as it would come back over the wire: through JSON, and not too large. */
function answerOf(answer: unknown, requestId: string): InvocationResult {
  let json: string;
  try {
    json = JSON.stringify(answer) ?? 'null';
  } catch (error) {
    return {
      ok: false,
      errorType: 'Runtime.MarshalError',
      errorMessage: `Unable to stringify response body as json: ${String(error)}`,
    };
  }
  const size = Buffer.byteLength(json);
  if (size > largestResponse) {
    return {
      ok: false,
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size (${size} bytes) exceeded maximum allowed payload size (${largestResponse} bytes).`,
    };
  }
  return { ok: true, payload: JSON.parse(json), requestId };
}

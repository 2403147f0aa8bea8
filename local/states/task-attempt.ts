import { withinHostTime } from '../clock/host.ts';
import { functionArn } from '../iam/needs/compute.ts';
import type { AwsError } from '../transport/aws-error.ts';
import type { TaskState } from './definition.ts';
import { dataLimitExceeded, errorName, StateFailed, timedOut } from './failure.ts';
import { invokeResult } from './invoke-result.ts';
import { byteLength, isJsonObject, type Json, payloadLimit } from './json.ts';
import { callFunction } from './lambda-call.ts';
import { type TaskResource, uncoveredArgument } from './resource.ts';
import { type ScopeExtras, scopeOf } from './scope.ts';
import type { Told } from './spelling.ts';
import { waitForCallback } from './task-callback.ts';
import { type TaskEvents, taskEvents } from './task-events.ts';
import { type Engine, explained, type Visit } from './visit.ts';

/** setTimeout holds at most this many milliseconds (24.8 days of host time). */
const longestHostLimit = 2 ** 31 - 1;

export interface Attempt {
  readonly visit: Visit;
  readonly state: TaskState;
  readonly resource: TaskResource;
  readonly extras: ScopeExtras;
}

/** What an attempt calls, and how long it may take. */
interface Call {
  readonly functionName: string;
  readonly payload: Json;
  /** Everything that is sent, as the history shows it. */
  readonly parameters: Told;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

/**
 * One attempt: fills in the arguments, calls the function, for `.waitForTaskToken` waits for the callback, and
 * writes the events AWS writes. @returns the task's result (`$states.result`)
 * @throws StateFailed if it fails or times out, ExecutionEnded if the execution is over before it is
 */
export async function attemptTask(attempt: Attempt, engine: Engine): Promise<Told> {
  const { visit, resource } = attempt;
  const call = await explained(visit, () => prepare(attempt, engine));
  const events = taskEvents(visit.execution, resource, engine.region);
  events.scheduled(call.parameters.text, call.timeoutSeconds, call.heartbeatSeconds);
  events.started();
  try {
    const result = await perform(attempt, call, events, engine);
    if (byteLength(result.text) > payloadLimit) throw dataLimitExceeded('lambda');
    events.succeeded(result.text);
    return result;
  } catch (error) {
    if (error instanceof StateFailed) {
      if (error.failure.timedOut) events.timedOut(error.failure);
      else events.failed(error.failure);
    }
    throw error;
  }
}

async function prepare({ visit, state, resource, extras }: Attempt, engine: Engine): Promise<Call> {
  const { evaluator, spelling } = engine;
  const scope = scopeOf(visit, extras);
  const filled = (template: Json) =>
    resource.kind === 'invoke'
      ? evaluator.object(template, 'Arguments', scope)
      : evaluator.fill(template, 'Arguments', scope);
  const parameters =
    state.Arguments === undefined ? visit.input : spelling.tell(await filled(state.Arguments));
  const seconds = (field: 'TimeoutSeconds' | 'HeartbeatSeconds') => {
    const value = state[field];
    return value === undefined ? undefined : evaluator.seconds(value, 1, field, scope);
  };
  const limits = {
    timeoutSeconds: await seconds('TimeoutSeconds'),
    heartbeatSeconds: await seconds('HeartbeatSeconds'),
  };
  if (byteLength(parameters.text) > payloadLimit) throw dataLimitExceeded(visit.state);
  if (resource.kind === 'function') {
    return { functionName: resource.arn, payload: parameters.value, parameters, ...limits };
  }
  const { FunctionName, Payload = {}, ...rest } = isJsonObject(parameters.value) ? parameters.value : {};
  const [other] = Object.keys(rest);
  // Where one expression gives them all, only now.
  if (other !== undefined) {
    throw new StateFailed({
      error: errorName.runtime,
      cause: `Arguments/${other}: ${uncoveredArgument(other)}`,
    });
  }
  if (typeof FunctionName !== 'string' || FunctionName === '') {
    const cause = `Arguments/FunctionName: expected a function's name or ARN, got ${JSON.stringify(FunctionName)}`;
    throw new StateFailed({ error: errorName.runtime, cause });
  }
  return { functionName: FunctionName, payload: Payload, parameters, ...limits };
}

async function perform(
  { visit, resource, extras }: Attempt,
  call: Call,
  events: TaskEvents,
  engine: Engine,
): Promise<Told> {
  const { clock, random, spelling } = engine;
  const refusalOf = (name: string) => invocationRefusal(visit, name, engine);
  const newId = () => random.uuid();
  const invoke = () => callFunction(engine.functions(), call.functionName, call.payload, newId, refusalOf);
  if (resource.kind === 'function') {
    return bounded(
      visit,
      call,
      invoke().then(({ payload }) => spelling.tell(payload)),
    );
  }
  const respond = async (): Promise<Told> => {
    const { requestId = random.uuid(), ...called } = await invoke();
    return spelling.tell(invokeResult({ ...called, requestId }, clock.now()));
  };
  if (extras.token === undefined) return bounded(visit, call, respond());
  return waitForCallback({
    token: extras.token,
    submit: async () => {
      const { text } = await respond();
      return () => events.submitted(text);
    },
    timeoutSeconds: call.timeoutSeconds,
    heartbeatSeconds: call.heartbeatSeconds,
    execution: visit.execution,
    tokens: engine.tokens,
    clock,
    spelling,
  });
}

/** IAM's, by the state machine's role. AWS names each session at random. */
function invocationRefusal({ execution }: Visit, name: string, engine: Engine): AwsError | undefined {
  const { arn, roleArn } = execution.machine;
  const caller = { kind: 'role', role: roleArn, session: execution.name } as const;
  const context = { region: engine.region, account: arn.split(':')[4] ?? '' };
  return engine.permissions?.roleMay(caller, 'lambda:InvokeFunction', functionArn({ context }, name));
}

/** A function's work is host work: without a token, TimeoutSeconds bounds it in the host's time. */
function bounded(visit: Visit, { timeoutSeconds }: Call, work: Promise<Told>): Promise<Told> {
  const running = visit.execution.whileRunning(work);
  if (timeoutSeconds === undefined) return running;
  return withinHostTime(running, Math.min(1_000 * timeoutSeconds, longestHostLimit), timedOut);
}

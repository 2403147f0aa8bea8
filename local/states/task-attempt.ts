import { withinHostTime } from '../clock/host.ts';
import type { TaskState } from './definition.ts';
import { dataLimitExceeded, errorName, StateFailed, timedOut } from './failure.ts';
import { byteLength, isJsonObject, type Json, payloadLimit } from './json.ts';
import { callFunction } from './lambda-call.ts';
import type { TaskResource } from './resource.ts';
import { type ScopeExtras, scopeOf } from './scope.ts';
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
  readonly parameters: Json;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

/**
 * One attempt: fills in the arguments, calls the function, for `.waitForTaskToken` waits for the callback, and
 * writes the events AWS writes. @returns the task's result (`$states.result`)
 * @throws StateFailed if it fails or times out, ExecutionEnded if the execution is over before it is
 */
export async function attemptTask(attempt: Attempt, engine: Engine): Promise<Json> {
  const { visit, resource } = attempt;
  const call = await explained(visit, () => prepare(attempt, engine));
  const events = taskEvents(visit.execution, resource, engine.region);
  events.scheduled(JSON.stringify(call.parameters), call.timeoutSeconds, call.heartbeatSeconds);
  events.started();
  try {
    const result = await perform(attempt, call, events, engine);
    const text = JSON.stringify(result);
    if (byteLength(text) > payloadLimit) throw dataLimitExceeded('lambda');
    events.succeeded(text);
    return result;
  } catch (error) {
    if (error instanceof StateFailed) {
      if (error.failure.timedOut) events.timedOut(error.failure);
      else events.failed(error.failure);
    }
    throw error;
  }
}

async function prepare({ visit, state, resource, extras }: Attempt, { evaluator }: Engine): Promise<Call> {
  const scope = scopeOf(visit, extras);
  const parameters =
    state.Arguments === undefined ? visit.input : await evaluator.fill(state.Arguments, 'Arguments', scope);
  const seconds = (field: 'TimeoutSeconds' | 'HeartbeatSeconds') => {
    const value = state[field];
    return value === undefined ? undefined : evaluator.seconds(value, 1, field, scope);
  };
  const limits = {
    timeoutSeconds: await seconds('TimeoutSeconds'),
    heartbeatSeconds: await seconds('HeartbeatSeconds'),
  };
  if (byteLength(JSON.stringify(parameters)) > payloadLimit) throw dataLimitExceeded(visit.state);
  if (resource.kind === 'function') {
    return { functionName: resource.arn, payload: parameters, parameters, ...limits };
  }
  const { FunctionName, Payload = {} } = isJsonObject(parameters) ? parameters : {};
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
): Promise<Json> {
  const invoke = () => callFunction(engine.functions(), call.functionName, call.payload);
  if (resource.kind === 'function') return bounded(visit, call, invoke());
  const respond = async (): Promise<Json> => ({
    ExecutedVersion: '$LATEST',
    Payload: await invoke(),
    StatusCode: 200,
  });
  if (extras.token === undefined) return bounded(visit, call, respond());
  return waitForCallback({
    token: extras.token,
    submit: async () => {
      const output = JSON.stringify(await respond());
      return () => events.submitted(output);
    },
    timeoutSeconds: call.timeoutSeconds,
    heartbeatSeconds: call.heartbeatSeconds,
    execution: visit.execution,
    tokens: engine.tokens,
    clock: engine.clock,
  });
}

/** A function's work is host work: without a token, TimeoutSeconds bounds it in the host's time. */
function bounded(visit: Visit, { timeoutSeconds }: Call, work: Promise<Json>): Promise<Json> {
  const running = visit.execution.whileRunning(work);
  if (timeoutSeconds === undefined) return running;
  return withinHostTime(running, Math.min(1_000 * timeoutSeconds, longestHostLimit), timedOut);
}

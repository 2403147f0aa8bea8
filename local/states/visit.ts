import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { Clock } from '../clock/clock.ts';
import type { FunctionInvoker } from '../ports.ts';
import type { Random } from '../random.ts';
import type { StateType } from './definition.ts';
import type { Execution } from './execution.ts';
import type { Evaluator, Scope } from './expression.ts';
import { dataLimitExceeded, StateFailed } from './failure.ts';
import { outputData } from './history.ts';
import { byteLength, type Json, payloadLimit } from './json.ts';
import type { TaskTokens } from './task-tokens.ts';

/** What every state works with. */
export interface Engine {
  readonly clock: Clock;
  readonly random: Random;
  readonly region: string;
  readonly evaluator: Evaluator;
  readonly tokens: TaskTokens;
  readonly functions: () => FunctionInvoker;
}

/** One stay in a state. */
export interface Visit {
  readonly execution: Execution;
  readonly state: string;
  readonly type: StateType;
  readonly input: Json;
  /** Epoch milliseconds. */
  readonly enteredAt: number;
  readonly enteredEventId: number;
}

/** Where a state leads: on to `next`, or to the end of the execution. */
export type Step = { readonly output: Json; readonly next: string | undefined };

/** What only some fields can see: a Task's try and token, its result, the error that a Catcher handles. */
export interface ScopeExtras {
  readonly retryCount?: number;
  readonly token?: string | undefined;
  readonly result?: Json;
  readonly errorOutput?: { readonly Error: string; readonly Cause: string };
}

/** What the expressions of `visit` see now (developer guide: "Context object", "Transforming data with JSONata"). */
export function scopeOf(visit: Visit, { retryCount, token, result, errorOutput }: ScopeExtras = {}): Scope {
  const { execution } = visit;
  const context = {
    Execution: {
      Id: execution.arn,
      Input: execution.inputValue,
      Name: execution.name,
      RoleArn: execution.machine.roleArn,
      StartTime: new Date(execution.startedAt).toISOString(),
      RedriveCount: 0,
    },
    StateMachine: { Id: execution.machine.arn, Name: execution.machine.name },
    State: {
      Name: visit.state,
      EnteredTime: new Date(visit.enteredAt).toISOString(),
      ...(retryCount !== undefined && { RetryCount: retryCount }),
    },
    ...(token !== undefined && { Task: { Token: token } }),
  };
  return {
    variables: Object.fromEntries(execution.variables),
    states: { input: visit.input, context, result, errorOutput },
  };
}

/**
 * Runs a piece of a state's own work, whose failures AWS explains by the state and the event of its entry, and
 * shows as EvaluationFailed where an expression is to blame. Tasks' failures speak for themselves.
 */
export async function explained<T>(visit: Visit, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StateFailed)) throw error;
    const cause =
      `An error occurred while executing the state '${visit.state}' (entered at the event id #${visit.enteredEventId}). ` +
      `${error.failure.cause}`;
    const failure = { ...error.failure, cause };
    if (failure.location !== undefined) {
      visit.execution.record('EvaluationFailed', {
        evaluationFailedEventDetails: {
          error: failure.error,
          cause,
          location: failure.location,
          state: visit.state,
        },
      });
    }
    throw new StateFailed(failure);
  }
}

/**
 * Leaves the state: Output and Assign are filled in, both seeing the variables as they were on entry; the exit
 * is recorded; then the variables change.
 *
 * @param prefix where the fields stand, like `Catch[0]/`; empty for the state's own
 * @throws StateFailed if an expression fails or the output is above the payload limit
 */
export async function leave(
  visit: Visit,
  engine: Engine,
  how: {
    readonly prefix?: string;
    readonly fields: {
      readonly Output?: Json | undefined;
      readonly Assign?: Readonly<Record<string, Json>> | undefined;
    };
    /** The output if there is no Output field. */
    readonly fallback: Json;
    readonly next: string | undefined;
    readonly extras?: ScopeExtras;
  },
): Promise<Step> {
  const { execution } = visit;
  const { prefix = '', fields, fallback } = how;
  const scope = scopeOf(visit, how.extras);
  const { output, assigned } = await explained(visit, async () => {
    const output =
      fields.Output === undefined
        ? fallback
        : await engine.evaluator.fill(fields.Output, `${prefix}Output`, scope);
    const assigned = (await engine.evaluator.fill(fields.Assign ?? {}, `${prefix}Assign`, scope)) as Record<
      string,
      Json
    >;
    for (const value of [output, assigned]) {
      if (byteLength(JSON.stringify(value)) > payloadLimit) throw dataLimitExceeded(visit.state);
    }
    return { output, assigned };
  });
  const variables = Object.entries(assigned);
  execution.record(`${visit.type}StateExited` as HistoryEventType, {
    stateExitedEventDetails: {
      name: visit.state,
      ...outputData(JSON.stringify(output)),
      ...(variables.length > 0 && {
        assignedVariables: Object.fromEntries(
          variables.map(([name, value]) => [name, JSON.stringify(value)]),
        ),
        assignedVariablesDetails: { truncated: false },
      }),
    },
  });
  for (const [name, value] of variables) execution.variables.set(name, value);
  return { output, next: how.next };
}

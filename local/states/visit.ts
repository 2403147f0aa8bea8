import type { Clock } from '../clock/clock.ts';
import type { Permissions } from '../iam/iam.ts';
import type { FunctionInvoker } from '../ports.ts';
import type { Random } from '../random.ts';
import type { StateType } from './definition.ts';
import type { Execution } from './execution.ts';
import type { Evaluator } from './expression.ts';
import { StateFailed } from './failure.ts';
import type { Spelling, Told } from './spelling.ts';
import type { TaskTokens } from './task-tokens.ts';

/** What every state works with. */
export interface Engine {
  readonly clock: Clock;
  readonly random: Random;
  readonly region: string;
  readonly evaluator: Evaluator;
  readonly spelling: Spelling;
  readonly tokens: TaskTokens;
  readonly functions: () => FunctionInvoker;
  /** What the state machines' roles may do; without it, nothing is checked. */
  readonly permissions?: Permissions | undefined;
}

/** One stay in a state. */
export interface Visit {
  readonly execution: Execution;
  readonly state: string;
  readonly type: StateType;
  readonly input: Told;
  /** Epoch milliseconds. */
  readonly enteredAt: number;
  readonly enteredEventId: number;
}

/** Where a state leads: on to `next`, or to the end of the execution. */
export interface Step {
  readonly output: Told;
  readonly next: string | undefined;
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

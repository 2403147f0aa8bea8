import { sleptFully } from '../clock/clock.ts';
import type { State } from './definition.ts';
import { type Execution, ExecutionEnded, type Position } from './execution.ts';
import { errorName, StateFailed } from './failure.ts';
import { inputData } from './history.ts';
import type { Told } from './spelling.ts';
import { act } from './state-actions.ts';
import type { Engine } from './visit.ts';

/**
 * Runs an execution from its start, or after a redrive from the state that it was in, to its end. Never rejects:
 * whatever goes wrong ends the execution, telling why.
 */
export async function runExecution(execution: Execution, engine: Engine): Promise<void> {
  const { definition } = execution.machine;
  // This run's own end: after a redrive, what is left of the run before must not touch the execution.
  const { over } = execution;
  try {
    if (definition.timeoutSeconds !== undefined) limitTime(execution, engine, definition.timeoutSeconds);
    // A redriven execution goes on in its state without entering it again; the steps before keep their results.
    let position = execution.position ?? enter(execution, definition.startAt, execution.input, engine);
    for (;;) {
      const { output, next } = await stayIn(execution, position, engine);
      over.throwIfAborted();
      if (next === undefined) return execution.end({ status: 'SUCCEEDED', output: output.text });
      position = enter(execution, next, output, engine);
    }
  } catch (error) {
    if (error instanceof ExecutionEnded || over.aborted) return;
    const { failure } = error instanceof StateFailed ? error : { failure: internalFault(error) };
    execution.end({ status: 'FAILED', error: failure.error, cause: failure.cause });
  }
}

const stateOf = (execution: Execution, name: string): State =>
  execution.machine.definition.states.get(name) as State;

function enter(execution: Execution, state: string, input: Told, { clock }: Engine): Position {
  const enteredEventId = execution.record(`${stateOf(execution, state).Type}StateEntered`, {
    stateEnteredEventDetails: { name: state, ...inputData(input.text) },
  });
  execution.transitions += 1;
  execution.position = { state, input, enteredAt: clock.now(), enteredEventId };
  return execution.position;
}

function stayIn(execution: Execution, position: Position, engine: Engine) {
  const state = stateOf(execution, position.state);
  return act({ ...position, execution, type: state.Type }, state, engine);
}

/** The state machine's own TimeoutSeconds: the execution ends TIMED_OUT, wherever it is. */
function limitTime(execution: Execution, { clock }: Engine, seconds: number): void {
  sleptFully(clock, 1_000 * seconds, execution.over).then(
    (passed) => {
      if (passed) execution.end({ status: 'TIMED_OUT' });
    },
    (error) => execution.end({ status: 'FAILED', ...internalFault(error) }),
  );
}

const internalFault = (error: unknown) => ({
  error: errorName.runtime,
  cause: `The local AWS failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
});

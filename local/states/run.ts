import { sleptFully } from '../clock/clock.ts';
import type { State } from './definition.ts';
import { type Execution, ExecutionEnded } from './execution.ts';
import { errorName, StateFailed } from './failure.ts';
import { inputData } from './history.ts';
import type { Json } from './json.ts';
import { act } from './state-actions.ts';
import type { Engine } from './visit.ts';

/** Runs an execution from its start to its end. Never rejects: whatever goes wrong ends the execution, telling why. */
export async function runExecution(execution: Execution, engine: Engine): Promise<void> {
  const { definition } = execution.machine;
  try {
    if (definition.timeoutSeconds !== undefined) limitTime(execution, engine, definition.timeoutSeconds);
    let input = execution.inputValue;
    let name: string | undefined = definition.startAt;
    while (name !== undefined) {
      ({ output: input, next: name } = await visitState(execution, name, input, engine));
    }
    execution.end({ status: 'SUCCEEDED', output: JSON.stringify(input) });
  } catch (error) {
    if (error instanceof ExecutionEnded) return;
    const { failure } = error instanceof StateFailed ? error : { failure: internalFault(error) };
    execution.end({ status: 'FAILED', error: failure.error, cause: failure.cause });
  }
}

function visitState(execution: Execution, name: string, input: Json, engine: Engine) {
  const state = execution.machine.definition.states.get(name) as State;
  const enteredEventId = execution.record(`${state.Type}StateEntered`, {
    stateEnteredEventDetails: { name, ...inputData(JSON.stringify(input)) },
  });
  const enteredAt = engine.clock.now();
  return act({ execution, state: name, type: state.Type, input, enteredAt, enteredEventId }, state, engine);
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

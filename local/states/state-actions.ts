import type { ChoiceState, FailState, State, WaitState } from './definition.ts';
import { errorName, StateFailed } from './failure.ts';
import { leave } from './leave.ts';
import { scopeOf } from './scope.ts';
import { runTask } from './task.ts';
import { type Engine, explained, type Step, type Visit } from './visit.ts';

/** Does what the state says. @throws StateFailed if the execution fails here, ExecutionEnded if it is over */
export async function act(visit: Visit, state: State, engine: Engine): Promise<Step> {
  switch (state.Type) {
    case 'Task':
      return runTask(visit, state, engine);
    case 'Choice':
      return choose(visit, state, engine);
    case 'Wait':
      await explained(visit, () => wait(visit, state, engine));
      return leave(visit, engine, { fields: state, fallback: visit.input, next: state.Next });
    case 'Pass':
      return leave(visit, engine, { fields: state, fallback: visit.input, next: state.Next });
    case 'Succeed':
      return leave(visit, engine, {
        fields: { Output: state.Output },
        fallback: visit.input,
        next: undefined,
      });
    case 'Fail':
      throw await explained(visit, () => failureOf(visit, state, engine));
  }
}

/** The first rule whose Condition is true leads on, with its own Output and Assign; else Default, with the state's. */
async function choose(visit: Visit, state: ChoiceState, engine: Engine): Promise<Step> {
  for (const [i, rule] of state.Choices.entries()) {
    const field = `Choices[${i}]/Condition`;
    const chosen = await explained(visit, () =>
      engine.evaluator.boolean(rule.Condition, field, scopeOf(visit)),
    );
    if (chosen) {
      return leave(visit, engine, {
        prefix: `Choices[${i}]/`,
        fields: rule,
        fallback: visit.input,
        next: rule.Next,
      });
    }
  }
  if (state.Default === undefined) {
    const cause = 'Failed to transition out of the state. The state does not point to a next state.';
    return explained(visit, () => Promise.reject(new StateFailed({ error: errorName.runtime, cause })));
  }
  return leave(visit, engine, { fields: state, fallback: visit.input, next: state.Default });
}

async function wait(visit: Visit, state: WaitState, { clock, evaluator }: Engine): Promise<void> {
  const scope = scopeOf(visit);
  const ms =
    state.Timestamp === undefined
      ? 1_000 * (await evaluator.seconds(state.Seconds ?? 0, 0, 'Seconds', scope))
      : (await evaluator.timestamp(state.Timestamp, 'Timestamp', scope)) - clock.now();
  await clock.sleep(ms, visit.execution.over);
}

async function failureOf(visit: Visit, state: FailState, { evaluator }: Engine): Promise<StateFailed> {
  const scope = scopeOf(visit);
  const read = (field: 'Error' | 'Cause') => {
    const value = state[field];
    return value === undefined ? undefined : evaluator.string(value, field, scope);
  };
  return new StateFailed({ error: await read('Error'), cause: await read('Cause') });
}

import type { Catcher, TaskState } from './definition.ts';
import { type Failure, StateFailed } from './failure.ts';
import { leave } from './leave.ts';
import { taskResource } from './resource.ts';
import { reactTo } from './retry.ts';
import type { ScopeExtras } from './scope.ts';
import { attemptTask } from './task-attempt.ts';
import type { Engine, Step, Visit } from './visit.ts';

/**
 * Attempts the task until it succeeds, or no Retrier wants another attempt and a Catcher or nobody takes the
 * failure. An expression of the state that fails counts like a failure of the task: it can be retried and caught.
 */
export async function runTask(visit: Visit, state: TaskState, engine: Engine): Promise<Step> {
  const resource = taskResource(state.Resource);
  if (resource === undefined)
    throw new Error(`${state.Resource}: readDefinition let an uncovered resource through`);
  const waits = resource.kind === 'invoke' && resource.waitsForToken;
  const used = (state.Retry ?? []).map(() => 0);

  for (let retryCount = 0; ; retryCount += 1) {
    const extras: ScopeExtras = {
      retryCount,
      token: waits ? engine.tokens.mint(visit.execution.machine.arn) : undefined,
    };
    try {
      const result = await attemptTask({ visit, state, resource, extras }, engine);
      const how = {
        fields: state,
        fallback: result,
        next: state.Next,
        extras: { ...extras, result: result.value },
      };
      return await leave(visit, engine, how);
    } catch (error) {
      if (!(error instanceof StateFailed)) throw error;
      const reaction = reactTo(error.failure, state, used, () => engine.random.next());
      switch (reaction.kind) {
        case 'retry':
          visit.execution.transitions += 1;
          used[reaction.retrier] = (used[reaction.retrier] ?? 0) + 1;
          await engine.clock.sleep(1_000 * reaction.delaySeconds, visit.execution.over);
          continue;
        case 'catch':
          return await leaveByCatch(visit, state, reaction.catcher, error.failure, extras, engine);
        case 'fail':
          throw error;
      }
    }
  }
}

function leaveByCatch(
  visit: Visit,
  state: TaskState,
  index: number,
  { error, cause }: Failure,
  extras: ScopeExtras,
  engine: Engine,
): Promise<Step> {
  const catcher = state.Catch?.[index] as Catcher;
  // Where the failure has no cause, like a timeout, AWS's error output says so with an empty one.
  const errorOutput = { Error: error ?? '', Cause: cause ?? '' };
  return leave(visit, engine, {
    prefix: `Catch[${index}]/`,
    fields: catcher,
    fallback: engine.spelling.tell(errorOutput),
    next: catcher.Next,
    extras: { ...extras, errorOutput },
  });
}

import type { Json } from './json.ts';
import type { Scope } from './simple-expression.ts';
import type { Visit } from './visit.ts';

/** What only some fields can see: a Task's try and token, its result, the error that a Catcher handles. */
export interface ScopeExtras {
  readonly retryCount?: number;
  readonly token?: string | undefined;
  readonly result?: Json;
  readonly errorOutput?: { readonly Error: string; readonly Cause: string };
}

/**
 * What the expressions of `visit` see now (developer guide: "Context object", "Transforming data with JSONata"). The context
 * object is made where an expression looks at it.
 */
export function scopeOf(visit: Visit, extras: ScopeExtras = {}): Scope {
  const { result, errorOutput } = extras;
  return {
    variables: visit.execution.variables,
    states: { input: visit.input.value, result, errorOutput },
    context: () => contextOf(visit, extras),
  };
}

function contextOf({ execution, state, enteredAt }: Visit, { retryCount, token }: ScopeExtras): Json {
  return {
    Execution: {
      Id: execution.arn,
      Input: execution.input.value,
      Name: execution.name,
      RoleArn: execution.machine.roleArn,
      StartTime: new Date(execution.startedAt).toISOString(),
      RedriveCount: execution.redriveCount,
      ...(execution.redrivenAt !== undefined && {
        RedriveTime: new Date(execution.redrivenAt).toISOString(),
      }),
    },
    StateMachine: { Id: execution.machine.arn, Name: execution.machine.name },
    State: {
      Name: state,
      EnteredTime: new Date(enteredAt).toISOString(),
      ...(retryCount !== undefined && { RetryCount: retryCount }),
    },
    ...(token !== undefined && { Task: { Token: token } }),
  };
}

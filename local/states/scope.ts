import type { Scope } from './expression.ts';
import type { Json } from './json.ts';
import type { Visit } from './visit.ts';

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
      Name: visit.state,
      EnteredTime: new Date(visit.enteredAt).toISOString(),
      ...(retryCount !== undefined && { RetryCount: retryCount }),
    },
    ...(token !== undefined && { Task: { Token: token } }),
  };
  return {
    variables: Object.fromEntries([...execution.variables].map(([name, { value }]) => [name, value])),
    states: { input: visit.input.value, context, result, errorOutput },
  };
}

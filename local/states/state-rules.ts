import type { State, TaskState } from './definition.ts';
import { expressionIn } from './expression.ts';
import { errorName } from './failure.ts';
import { isJsonObject } from './json.ts';
import { coveredResources, taskResource, uncoveredArgument } from './resource.ts';

/** A rule of the States Language that a state breaks; `field` is its path within the state, like `/Next`. */
export interface BrokenRule {
  readonly field: string;
  readonly message: string;
}

/** The rules that relate several fields of one state, which a schema of single fields cannot say. */
export function stateRules(state: State): BrokenRule[] {
  switch (state.Type) {
    case 'Task':
      return [...leavingRules(state), ...taskRules(state)];
    case 'Wait':
      return [
        ...leavingRules(state),
        ...((state.Seconds === undefined) === (state.Timestamp === undefined)
          ? [{ field: '', message: 'a Wait has exactly one of Seconds and Timestamp' }]
          : []),
      ];
    case 'Pass':
      return leavingRules(state);
    case 'Choice':
    case 'Succeed':
    case 'Fail':
      return [];
  }
}

function leavingRules(state: {
  readonly Next?: string | undefined;
  readonly End?: boolean | undefined;
}): BrokenRule[] {
  return (state.Next !== undefined) === (state.End === true)
    ? [{ field: '', message: 'a state has exactly one of "Next" and "End": true' }]
    : [];
}

function taskRules(state: TaskState): BrokenRule[] {
  return [
    ...resourceRules(state),
    ...wildcardRules('Retry', state.Retry ?? []),
    ...wildcardRules('Catch', state.Catch ?? []),
    ...(state.Retry ?? []).flatMap(({ IntervalSeconds = 1, MaxDelaySeconds }, i) =>
      MaxDelaySeconds !== undefined && MaxDelaySeconds <= IntervalSeconds
        ? [{ field: `/Retry[${i}]/MaxDelaySeconds`, message: 'MaxDelaySeconds is above IntervalSeconds' }]
        : [],
    ),
  ];
}

function resourceRules(state: TaskState): BrokenRule[] {
  const resource = taskResource(state.Resource);
  if (resource === undefined) {
    const message = `The local AWS covers the resources ${coveredResources}; got ${state.Resource}`;
    return [{ field: '/Resource', message }];
  }
  return [
    ...(resource.kind === 'invoke' ? argumentRules(state) : []),
    ...heartbeatRules(state, resource.kind === 'invoke' && resource.waitsForToken),
  ];
}

/** One expression may give all arguments; then what it gives is looked at when it is evaluated. */
function argumentRules({ Arguments: args }: TaskState): BrokenRule[] {
  if (typeof args === 'string' && expressionIn(args) !== undefined) return [];
  if (!isJsonObject(args) || args.FunctionName === undefined) {
    const message =
      'lambda:invoke needs an object with FunctionName and Payload, or an expression that gives it';
    return [{ field: '/Arguments', message }];
  }
  return Object.keys(args)
    .filter((name) => name !== 'FunctionName' && name !== 'Payload')
    .map((name) => ({ field: `/Arguments/${name}`, message: uncoveredArgument(name) }));
}

function heartbeatRules(state: TaskState, waitsForToken: boolean): BrokenRule[] {
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  const broken: BrokenRule[] = [];
  if (heartbeat !== undefined && !waitsForToken) {
    const message = 'The local AWS covers heartbeats only with .waitForTaskToken';
    broken.push({ field: '/HeartbeatSeconds', message });
  }
  if (typeof heartbeat === 'number' && typeof timeout === 'number' && heartbeat >= timeout) {
    broken.push({ field: '/HeartbeatSeconds', message: 'HeartbeatSeconds is below TimeoutSeconds' });
  }
  return broken;
}

/** "States.ALL" stands alone in its ErrorEquals, in the last Retrier or Catcher. */
function wildcardRules(
  field: 'Retry' | 'Catch',
  entries: readonly { readonly ErrorEquals: readonly string[] }[],
): BrokenRule[] {
  return entries.flatMap(({ ErrorEquals }, i) =>
    ErrorEquals.includes(errorName.all) && (ErrorEquals.length > 1 || i < entries.length - 1)
      ? [
          {
            field: `/${field}[${i}]/ErrorEquals`,
            message: `${errorName.all} stands alone and in the last entry`,
          },
        ]
      : [],
  );
}

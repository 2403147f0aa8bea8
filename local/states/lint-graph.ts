import type { Definition, State } from './definition.ts';
import type { Problem } from './problem.ts';

/** One way out of a state. */
export interface Transition {
  /** The field that names the target, like `Catch[0]/Next`. */
  readonly field: string;
  readonly target: string;
  /** The variables that taking this way assigns. */
  readonly assigns: readonly string[];
}

/** Every way out of `state`. A Choice's own Assign belongs to its Default; each rule and Catcher has its own. */
export function transitionsOf(state: State): Transition[] {
  const way = (
    field: string,
    target: string | undefined,
    from: { Assign?: object | undefined },
  ): Transition[] =>
    target === undefined ? [] : [{ field, target, assigns: Object.keys(from.Assign ?? {}) }];
  switch (state.Type) {
    case 'Task':
      return [
        ...way('Next', state.Next, state),
        ...(state.Catch ?? []).flatMap((catcher, i) => way(`Catch[${i}]/Next`, catcher.Next, catcher)),
      ];
    case 'Choice':
      return [
        ...state.Choices.flatMap((rule, i) => way(`Choices[${i}]/Next`, rule.Next, rule)),
        ...way('Default', state.Default, state),
      ];
    case 'Wait':
    case 'Pass':
      return way('Next', state.Next, state);
    case 'Succeed':
    case 'Fail':
      return [];
  }
}

const isTerminal = (state: State): boolean =>
  state.Type === 'Succeed' || state.Type === 'Fail' || (state.Type !== 'Choice' && state.End === true);

/** Targets that do not exist, states that nothing leads to, and a graph that never ends. */
export function lintGraph({ startAt, states }: Definition): Problem[] {
  const problems: Problem[] = [];
  const missing = (target: string, at: string): void => {
    problems.push({ code: 'MISSING_TRANSITION_TARGET', message: `there is no state "${target}"`, at });
  };
  if (!states.has(startAt)) missing(startAt, '/StartAt');
  for (const [name, state] of states) {
    for (const { field, target } of transitionsOf(state)) {
      if (!states.has(target)) missing(target, `/States/${name}/${field}`);
    }
  }
  if (problems.length > 0) return problems;

  const reached = new Set([startAt]);
  for (const name of reached) {
    for (const { target } of transitionsOf(states.get(name) as State)) reached.add(target);
  }
  for (const name of states.keys()) {
    if (reached.has(name)) continue;
    const message = `state "${name}" is not reachable from "${startAt}"`;
    problems.push({ code: 'MISSING_TRANSITION_TARGET', message, at: `/States/${name}` });
  }
  if (![...reached].some((name) => isTerminal(states.get(name) as State))) {
    const message = 'no state ends the execution: one needs "End": true, or the type Succeed or Fail';
    problems.push({ code: 'MISSING_END_STATE', message, at: '/States' });
  }
  return problems;
}

import type { Definition, State } from './definition.ts';
import { expressionIn } from './expression.ts';
import { referencesOf } from './expression-references.ts';
import { transitionsOf } from './lint-graph.ts';
import type { Problem } from './problem.ts';

/** A value of a state that may hold expressions. */
interface Site {
  readonly field: string;
  readonly value: unknown;
  /** The field of `$states` that exists only here: `result` after a task, `errorOutput` in a Catcher. */
  readonly extra?: 'result' | 'errorOutput';
}

/**
 * Expressions that do not parse, that need a context item, that read a part of `$states` which is not there, or
 * a variable that no state on any way to theirs assigns (on AWS that one shows only when it is reached).
 */
export function lintExpressions(definition: Definition): Problem[] {
  const assigned = assignedBefore(definition);
  return [...definition.states].flatMap(([name, state]) =>
    sitesOf(state).flatMap((site) =>
      expressionsIn(site.value, site.field).flatMap(({ field, source }) =>
        lintExpression(source, assigned.get(name) ?? new Set(), site.extra).map(
          ({ code, message }): Problem => ({ code, message, at: `/States/${name}/${field}` }),
        ),
      ),
    ),
  );
}

function lintExpression(
  source: string,
  assigned: ReadonlySet<string>,
  extra: Site['extra'],
): Omit<Problem, 'at'>[] {
  let references: ReturnType<typeof referencesOf>;
  try {
    references = referencesOf(source);
  } catch (error) {
    // JSONata's own errors have a code; what has none is of the engine, in words that say nothing here.
    const { code, message } = error as { code?: string; message: string };
    const told = code === undefined ? 'the local AWS cannot read this expression' : message;
    return [{ code: 'INVALID_JSONATA_EXPRESSION', message: told }];
  }
  const statesFields = ['input', 'context', ...(extra === undefined ? [] : [extra])];
  return [
    ...references.unsupported,
    ...[...references.statesFields]
      .filter((field) => !statesFields.includes(field))
      .map(
        (field) =>
          `Reference to '$states.${field}' is not supported in this field: it has ${statesFields.join(', ')}`,
      ),
    ...[...references.variables]
      .filter((name) => !assigned.has(name))
      .map((name) =>
        name === 'eval'
          ? 'Step Functions has no $eval; use $parse for JSON text'
          : `$${name} is no function and no state before this one assigns it (a check of the local AWS: AWS tells it when it is reached)`,
      ),
  ].map((message) => ({ code: 'UNSUPPORTED_JSONATA_EXPRESSION', message }));
}

/**
 * For each state the variables that some way from the start to it assigns: the least fixed point of
 * before(target) ⊇ before(state) ∪ assigns(way).
 */
function assignedBefore({ startAt, states }: Definition): Map<string, ReadonlySet<string>> {
  const before = new Map<string, Set<string>>([[startAt, new Set()]]);
  const changed = [startAt];
  for (let name = changed.pop(); name !== undefined; name = changed.pop()) {
    const known = before.get(name) as Set<string>;
    for (const { target, assigns } of transitionsOf(states.get(name) as State)) {
      const old = before.get(target);
      const union = new Set([...(old ?? []), ...known, ...assigns]);
      if (old !== undefined && union.size === old.size) continue;
      before.set(target, union);
      changed.push(target);
    }
  }
  return before;
}

function sitesOf(state: State): Site[] {
  switch (state.Type) {
    case 'Task':
      return [
        { field: 'Arguments', value: state.Arguments },
        { field: 'TimeoutSeconds', value: state.TimeoutSeconds },
        { field: 'HeartbeatSeconds', value: state.HeartbeatSeconds },
        ...leavingSites('', state, 'result'),
        ...(state.Catch ?? []).flatMap((catcher, i) => leavingSites(`Catch[${i}]/`, catcher, 'errorOutput')),
      ];
    case 'Choice':
      return [
        ...state.Choices.flatMap((rule, i) => [
          { field: `Choices[${i}]/Condition`, value: rule.Condition },
          ...leavingSites(`Choices[${i}]/`, rule),
        ]),
        ...leavingSites('', state),
      ];
    case 'Wait':
      return [
        { field: 'Seconds', value: state.Seconds },
        { field: 'Timestamp', value: state.Timestamp },
        ...leavingSites('', state),
      ];
    case 'Pass':
      return leavingSites('', state);
    case 'Succeed':
      return [{ field: 'Output', value: state.Output }];
    case 'Fail':
      return [
        { field: 'Error', value: state.Error },
        { field: 'Cause', value: state.Cause },
      ];
  }
}

const leavingSites = (
  prefix: string,
  from: { readonly Output?: unknown; readonly Assign?: unknown },
  extra?: 'result' | 'errorOutput',
): Site[] =>
  (['Output', 'Assign'] as const).map((field) => ({
    field: `${prefix}${field}`,
    value: from[field],
    ...(extra && { extra }),
  }));

function expressionsIn(value: unknown, field: string): { field: string; source: string }[] {
  if (typeof value === 'string') {
    const source = expressionIn(value);
    return source === undefined ? [] : [{ field, source }];
  }
  if (Array.isArray(value)) return value.flatMap((item, i) => expressionsIn(item, `${field}[${i}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => expressionsIn(item, `${field}/${key}`));
}

import type { Json } from './json.ts';

/** What an expression can see. */
export interface Scope {
  /** The workflow's variables, as `$name`. */
  readonly variables: Readonly<Record<string, Json>>;
  /** `$states`, but for its `context`. */
  readonly states: Readonly<Record<string, unknown>>;
  /** `$states.context`: made where an expression looks at it. */
  readonly context?: () => Json;
}

/** Not for this evaluation to tell: it is JSONata's own. */
export const unsure = Symbol('unsure');

/** Evaluates at once, where JSONata takes many promises. What it gives is part of the scope and not to be changed. */
export type Simple = (scope: Scope) => unknown;

/** A node of JSONata's syntax tree, as far as it is read here. */
interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly lhs?: unknown;
  readonly rhs?: unknown;
  readonly procedure?: Node;
  readonly arguments?: readonly Node[];
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
}

/**
 * What most expressions of state machines are: paths from a variable through objects, literals, comparisons,
 * `and`, `or`, `$exists` and conditions. For these the answer is JSONata's, or `unsure` where the values have a say
 * (lists on the way, objects to compare, variables that are not there). Undefined if there is more to the expression.
 */
export function simpleExpression(tree: unknown): Simple | undefined {
  const node = tree as Node;
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
      return has(node, 'value') ? () => node.value : undefined;
    case 'variable':
      return has(node, 'value') ? variable(String(node.value)) : undefined;
    case 'path':
      return has(node, 'steps') ? path(node.steps ?? []) : undefined;
    case 'binary':
      return has(node, 'value', 'lhs', 'rhs') ? binary(node) : undefined;
    case 'condition':
      return has(node, 'condition', 'then', 'else') ? condition(node) : undefined;
    case 'function':
      return has(node, 'value', 'procedure', 'arguments') ? exists(node) : undefined;
    default:
      return undefined;
  }
}

/** Whether a node has these members and, beside its type and place, no other: those are marks with a meaning. */
const has = (node: object, ...members: readonly string[]): boolean =>
  Object.keys(node).every((name) => name === 'type' || name === 'position' || members.includes(name));

function variable(name: string): Simple {
  // The whole of `$states` is made when it is asked for.
  if (name === '' || name === '$' || name === 'states') return () => unsure;
  return ({ variables }) => (Object.hasOwn(variables, name) ? variables[name] : unsure);
}

function path([first, ...steps]: readonly Node[]): Simple | undefined {
  if (first?.type !== 'variable' || !has(first, 'value')) return undefined;
  if (!steps.every((step) => step.type === 'name' && has(step, 'value'))) return undefined;
  const names = steps.map(({ value }) => String(value));
  const start = first.value === 'states' ? stateData(names) : variable(String(first.value));
  return (scope) => {
    let value = start(scope);
    for (const name of names) {
      if (value === undefined || value === unsure) return value;
      if (value === null || typeof value !== 'object') return undefined;
      if (Array.isArray(value) || (name in value && !Object.hasOwn(value, name))) return unsure;
      value = (value as Readonly<Record<string, unknown>>)[name];
    }
    return value;
  };
}

/** `$states`, or of it what the first of `names` says, which is then taken off them. */
function stateData(names: string[]): Simple {
  if (names[0] !== 'context') return ({ states }) => states;
  names.shift();
  return ({ context }) => context?.();
}

function binary({ value: operator, lhs, rhs }: Node): Simple | undefined {
  const left = simpleExpression(lhs);
  const right = simpleExpression(rhs);
  if (left === undefined || right === undefined) return undefined;
  switch (operator) {
    case '=':
      return (scope) => equal(left(scope), right(scope));
    case '!=':
      return (scope) => {
        const [one, other] = [left(scope), right(scope)];
        // What is not there is neither equal to anything nor unequal.
        return one === undefined || other === undefined ? equal(one, other) : not(equal(one, other));
      };
    case 'and':
    case 'or':
      return (scope) => {
        const one = truth(left(scope));
        if (one === unsure || one === (operator === 'or')) return one;
        return truth(right(scope));
      };
    case '<':
    case '<=':
    case '>':
    case '>=':
      return (scope) => ordered(operator, left(scope), right(scope));
    default:
      return undefined;
  }
}

function ordered(operator: '<' | '<=' | '>' | '>=', one: unknown, other: unknown): boolean | typeof unsure {
  if (typeof one !== 'number' || typeof other !== 'number') return unsure;
  switch (operator) {
    case '<':
      return one < other;
    case '<=':
      return one <= other;
    case '>':
      return one > other;
    case '>=':
      return one >= other;
  }
}

function equal(one: unknown, other: unknown): boolean | typeof unsure {
  if (one === unsure || other === unsure || isObject(one) || isObject(other)) return unsure;
  return one !== undefined && one === other;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
const not = (value: boolean | typeof unsure) => (value === unsure ? unsure : !value);

/** As a condition: only of what is a boolean or not there can this tell. */
const truth = (value: unknown): boolean | typeof unsure =>
  value === undefined ? false : typeof value === 'boolean' ? value : unsure;

function condition(node: Node): Simple | undefined {
  const [when, yes, no] = [node.condition, node.then, node.else].map(
    (part) => part && simpleExpression(part),
  );
  if (when === undefined || yes === undefined || (no === undefined && node.else !== undefined))
    return undefined;
  return (scope) => {
    const chosen = truth(when(scope));
    return chosen === unsure ? unsure : chosen ? yes(scope) : no?.(scope);
  };
}

function exists({ procedure, arguments: [of, ...more] = [] }: Node): Simple | undefined {
  const given = of && simpleExpression(of);
  if (procedure?.type !== 'variable' || procedure.value !== 'exists' || more.length > 0) return undefined;
  if (given === undefined) return undefined;
  return (scope) => {
    // A variable of that name would be called instead.
    const value = Object.hasOwn(scope.variables, 'exists') ? unsure : given(scope);
    return value === unsure ? unsure : value !== undefined;
  };
}

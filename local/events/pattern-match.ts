import { isObject, isScalar, type Matcher, type NumericOperator, type Scalar } from './matcher.ts';
import type { FieldPattern, Pattern } from './pattern.ts';
import { wildcardMatches } from './wildcard.ts';

/** Of each array that a value is in, which of its elements it is in. */
type Elements = ReadonlyMap<number, number>;

interface EventField {
  readonly value: Scalar;
  readonly elements: Elements;
}

/** An event's values by path. */
type EventFields = ReadonlyMap<string, readonly EventField[]>;

/**
 * Whether `event` (plain JSON data) matches, as EventBridge's rules say: every field of the pattern is there and
 * matches. Fields are found by path, so `{"a.b": 1}` and `{"a": {"b": 1}}` are the same, in the event and in the
 * pattern; of an array in the event one element that matches is enough, the same for all fields that lead through it.
 * `exists` looks at values, not at objects. Numbers are compared as numbers (AWS compares how they are written, too).
 */
export function matches(pattern: Pattern, event: Readonly<Record<string, unknown>>): boolean {
  return matchesFields(pattern, fieldsOf(event));
}

/** The same for an event whose fields are known: there may be many patterns. */
export const matchesFields = (pattern: Pattern, fields: EventFields): boolean =>
  pattern.some(
    (alternative) => mayMatch(alternative, fields) && allMatch(inOrder(alternative), fields, noElements),
  );

/** False for most: of some field no value matches, whatever array it is in, and that it be absent is not asked for. */
const mayMatch = (alternative: readonly FieldPattern[], fields: EventFields): boolean =>
  alternative.every(
    ({ path, matchers }) =>
      (fields.get(path)?.some(({ value }) => matchers.some((matcher) => scalarMatches(matcher, value))) ??
        false) ||
      matchers.some(isAbsence),
  );

const noElements: Elements = new Map();
const ordered = new WeakMap<readonly FieldPattern[], readonly FieldPattern[]>();

function inOrder(alternative: readonly FieldPattern[]): readonly FieldPattern[] {
  const known = ordered.get(alternative) ?? [...alternative].sort((a, b) => (a.path < b.path ? -1 : 1));
  ordered.set(alternative, known);
  return known;
}

/** An event's values, by their paths. */
export function fieldsOf(event: Readonly<Record<string, unknown>>): EventFields {
  const fields = new Map<string, EventField[]>();
  let arrays = 0;
  const add = (value: unknown, path: string, elements: Elements): void => {
    if (isScalar(value)) {
      const there = fields.get(path);
      if (there === undefined) fields.set(path, [{ value, elements }]);
      else there.push({ value, elements });
    } else if (Array.isArray(value)) {
      const array = arrays++;
      for (const [index, element] of value.entries())
        add(element, path, new Map([...elements, [array, index]]));
    } else if (isObject(value)) {
      const under = path === '' ? '' : `${path}.`;
      for (const [name, content] of Object.entries(value)) add(content, `${under}${name}`, elements);
    }
  };
  add(event, '', noElements);
  return fields;
}

/** @param elements which elements of arrays the fields so far were found in */
function allMatch(wanted: readonly FieldPattern[], event: EventFields, elements: Elements): boolean {
  const [field, ...rest] = wanted;
  if (field === undefined) return true;
  const found = (event.get(field.path) ?? []).filter((each) => agree(each.elements, elements));
  if (found.length === 0) return field.matchers.some(isAbsence) && allMatch(rest, event, elements);
  return found.some(
    ({ value, elements: own }) =>
      field.matchers.some((matcher) => scalarMatches(matcher, value)) &&
      allMatch(rest, event, new Map([...elements, ...own])),
  );
}

const agree = (one: Elements, other: Elements): boolean =>
  [...one].every(([array, index]) => (other.get(array) ?? index) === index);

const isAbsence = (matcher: Matcher): boolean => matcher.kind === 'exists' && !matcher.exists;

function scalarMatches(matcher: Matcher, value: Scalar): boolean {
  switch (matcher.kind) {
    case 'equals':
      return value === matcher.value;
    case 'prefix':
      return typeof value === 'string' && folded(matcher, value).startsWith(folded(matcher, matcher.text));
    case 'suffix':
      return typeof value === 'string' && folded(matcher, value).endsWith(folded(matcher, matcher.text));
    case 'equals-ignore-case':
      return typeof value === 'string' && value.toLowerCase() === matcher.text.toLowerCase();
    case 'wildcard':
      return typeof value === 'string' && wildcardMatches(matcher, value);
    case 'numeric':
      return (
        typeof value === 'number' &&
        matcher.bounds.every(([operator, bound]) => compared(value, operator, bound))
      );
    case 'none-of':
      return !matcher.matchers.some((excluded) => scalarMatches(excluded, value));
    case 'exists':
      return matcher.exists;
  }
}

const folded = ({ ignoreCase }: { readonly ignoreCase?: true }, text: string): string =>
  ignoreCase ? text.toLowerCase() : text;

function compared(value: number, operator: NumericOperator, bound: number): boolean {
  switch (operator) {
    case '=':
      return value === bound;
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
  }
}

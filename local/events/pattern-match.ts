import {
  type FieldPattern,
  isObject,
  isScalar,
  type Matcher,
  type NumericOperator,
  type Pattern,
  type Scalar,
} from './pattern.ts';

/**
 * Whether `event` (plain JSON data) matches, as EventBridge's rules say: every field of the pattern is there and
 * matches; of an array in the event, one element that does is enough; `exists` looks at values, not at objects.
 * Numbers are compared as numbers (AWS compares how they are written: 300 and 3e2 differ there).
 */
export const matches = (pattern: Pattern, event: Readonly<Record<string, unknown>>): boolean =>
  pattern.fields.every(([name, field]) => fieldMatches(field, event[name])) &&
  (pattern.or.length === 0 || pattern.or.some((alternative) => matches(alternative, event)));

function fieldMatches(field: FieldPattern, value: unknown): boolean {
  if (field.kind === 'object') {
    if (Array.isArray(value)) return value.some((element) => fieldMatches(field, element));
    // What is not an object has none of the fields, which `exists: false` may ask for.
    return matches(field.pattern, isObject(value) ? value : {});
  }
  const scalars = scalarsIn(value);
  return field.matchers.some((matcher) =>
    matcher.kind === 'exists'
      ? matcher.exists === scalars.length > 0
      : scalars.some((scalar) => scalarMatches(matcher, scalar)),
  );
}

const scalarsIn = (value: unknown): readonly Scalar[] => {
  if (Array.isArray(value)) return value.flatMap(scalarsIn);
  return isScalar(value) ? [value] : [];
};

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
      return typeof value === 'string' && wildcardMatches(matcher.parts, value);
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

/** Whether `value` is made of `parts` in order, with anything between them. */
function wildcardMatches(parts: readonly string[], value: string): boolean {
  const [first = '', ...between] = parts;
  const last = between.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first)) return false;
  let at = first.length;
  for (const part of between) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}

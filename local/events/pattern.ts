import { AwsError, notCovered } from '../transport/aws-error.ts';

export type Scalar = string | number | boolean | null;
export type NumericOperator = '=' | '<' | '<=' | '>' | '>=';

/** One condition on a scalar of the event. */
export type Matcher =
  | { readonly kind: 'equals'; readonly value: Scalar }
  | { readonly kind: 'prefix' | 'suffix'; readonly text: string; readonly ignoreCase?: true }
  | { readonly kind: 'equals-ignore-case'; readonly text: string }
  /** The texts between the stars, in order: `models/*.gz` is `models/` and `.gz`. */
  | { readonly kind: 'wildcard'; readonly parts: readonly string[] }
  | { readonly kind: 'numeric'; readonly bounds: readonly (readonly [NumericOperator, number])[] }
  | { readonly kind: 'none-of'; readonly matchers: readonly Matcher[] }
  | { readonly kind: 'exists'; readonly exists: boolean };

/** A parsed event pattern: every field must match, and one pattern of each `or`. */
export interface Pattern {
  readonly fields: readonly (readonly [name: string, field: FieldPattern])[];
  readonly or: readonly Pattern[];
}

export type FieldPattern =
  | { readonly kind: 'object'; readonly pattern: Pattern }
  | { readonly kind: 'values'; readonly matchers: readonly Matcher[] };

const textOperators = ['prefix', 'suffix', 'wildcard', 'equals-ignore-case'] as const;
const numericOperators: readonly string[] = ['=', '<', '<=', '>', '>='];

/**
 * Parses an event pattern, given as JSON text or as the object it stands for.
 *
 * @throws AwsError `InvalidEventPatternException` where AWS would refuse it, too; not covered for `cidr`, and for
 *   `equals-ignore-case` in the `prefix` or `suffix` of an `anything-but`
 */
export function parsePattern(source: string | Readonly<Record<string, unknown>>): Pattern {
  return objectPattern('the event pattern', typeof source === 'string' ? jsonOf(source) : source);
}

function objectPattern(name: string, value: unknown): Pattern {
  if (!isObject(value)) throw invalid(`${name} must be an object`);
  if (Object.keys(value).length === 0) throw invalid('Empty objects are not allowed');
  const { $or: alternatives = [], ...fields } = value;
  if (!Array.isArray(alternatives) || ('$or' in value && alternatives.length < 2)) {
    throw invalid('$or must be an array of at least two objects');
  }
  return {
    fields: Object.entries(fields).map(([field, pattern]) => [field, fieldPattern(field, pattern)]),
    or: alternatives.map((pattern: unknown) => objectPattern('each member of $or', pattern)),
  };
}

function fieldPattern(name: string, value: unknown): FieldPattern {
  if (!Array.isArray(value)) {
    if (!isObject(value)) throw invalid(`"${name}" must be an object or an array`);
    return { kind: 'object', pattern: objectPattern(`"${name}"`, value) };
  }
  if (value.length === 0) throw invalid('Empty arrays are not allowed');
  return { kind: 'values', matchers: value.map(matcher) };
}

function matcher(value: unknown): Matcher {
  if (isScalar(value)) return { kind: 'equals', value };
  const [operator, operand] = single(value);
  const text = textOperators.find((known) => known === operator);
  if (text === 'prefix' || text === 'suffix') return partMatcher(text, operand);
  if (text !== undefined) return textMatcher(text, operand);
  switch (operator) {
    case 'exists':
      if (typeof operand !== 'boolean') throw invalid('exists match pattern must be either true or false.');
      return { kind: 'exists', exists: operand };
    case 'numeric':
      return { kind: 'numeric', bounds: numericBounds(operand) };
    case 'anything-but':
      return { kind: 'none-of', matchers: excluded(operand) };
    case 'cidr':
      throw notCovered('the event pattern operator cidr');
    default:
      throw invalid(`Unrecognized match type ${operator}`);
  }
}

/** A text, or `{"equals-ignore-case": text}` (EventBridge: "Suffix matching while ignoring case"). */
function partMatcher(kind: 'prefix' | 'suffix', operand: unknown): Matcher {
  if (!isObject(operand)) return textMatcher(kind, operand);
  const [operator, text] = single(operand);
  if (operator !== 'equals-ignore-case') throw invalid(`Unsupported ${kind} pattern: ${operator}`);
  if (typeof text !== 'string') throw invalid(`${operator} match pattern must be a string`);
  return { kind, text, ignoreCase: true };
}

function textMatcher(kind: (typeof textOperators)[number], operand: unknown): Matcher {
  if (isObject(operand) && kind !== 'wildcard') throw notCovered(`an object as the operand of ${kind}`);
  if (typeof operand !== 'string') throw invalid(`${kind} match pattern must be a string`);
  return kind === 'wildcard' ? { kind, parts: wildcardParts(operand) } : { kind, text: operand };
}

/** `\*` is a star and `\\` a backslash; any other star stands for any characters. */
function wildcardParts(wildcard: string): readonly string[] {
  const parts = [''];
  for (let at = 0; at < wildcard.length; at += 1) {
    let character = wildcard.charAt(at);
    if (character === '*') {
      if (wildcard.charAt(at + 1) === '*') throw invalid(`Consecutive wildcard characters at pos ${at}`);
      parts.push('');
      continue;
    }
    if (character === '\\') {
      at += 1;
      character = wildcard.charAt(at);
      if (character !== '*' && character !== '\\') throw invalid(`Invalid escape character at pos ${at - 1}`);
    }
    parts.push(`${parts.pop()}${character}`);
  }
  return parts;
}

/** What anything-but excludes: a value, several, or what one text operator matches. */
function excluded(operand: unknown): readonly Matcher[] {
  if (isObject(operand)) {
    const [operator, texts] = single(operand);
    const kind = textOperators.find((known) => known === operator);
    if (kind === undefined) throw invalid(`Unsupported anything-but pattern: ${operator}`);
    return list(texts).map((text) => textMatcher(kind, text));
  }
  return list(operand).map((value) => {
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw invalid('Inside anything but list, start|null|boolean is not supported.');
    }
    return { kind: 'equals', value };
  });
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return [value];
  if (value.length === 0) throw invalid('Empty arrays are not allowed');
  return value;
}

/** `[">", 0, "<=", 5]`: one bound, or a lower one and an upper one. */
function numericBounds(operand: unknown): readonly (readonly [NumericOperator, number])[] {
  if (!Array.isArray(operand)) throw invalid('Value of numeric must be an array.');
  if (operand.length !== 2 && operand.length !== 4) {
    throw invalid('Value of numeric must be one or two pairs of an operator and a number');
  }
  const bounds = [operand.slice(0, 2), operand.slice(2)].filter((pair) => pair.length > 0);
  const parsed = bounds.map(([operator, number]): readonly [NumericOperator, number] => {
    if (!numericOperators.includes(operator))
      throw invalid(`Unrecognized numeric range operator: ${operator}`);
    if (typeof number !== 'number') throw invalid(`Value of ${operator} must be numeric`);
    return [operator, number];
  });
  const [lower, upper] = parsed;
  if (upper !== undefined && lower !== undefined) {
    if (!lower[0].startsWith('>') || !upper[0].startsWith('<')) {
      throw invalid(`Bad numeric range: ${lower[0]} then ${upper[0]}; expected > or >= first, then < or <=`);
    }
    if (lower[1] >= upper[1]) throw invalid('Bottom must be less than top');
  }
  return parsed;
}

/** The one entry of a match expression such as `{"prefix": "models/"}`. */
function single(value: unknown): readonly [string, unknown] {
  if (!isObject(value)) throw invalid('Match value must be String, number, true, false, or null');
  const [entry, ...more] = Object.entries(value);
  if (entry === undefined) throw invalid('Empty objects are not allowed');
  if (more.length > 0) throw invalid('Only one key allowed in match expression');
  return entry;
}

function jsonOf(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw invalid('Invalid JSON');
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const invalid = (reason: string): AwsError =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);

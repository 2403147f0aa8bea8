import { AwsError, notCovered } from '../transport/aws-error.ts';
import { type Wildcard, WildcardError, wildcardOf } from './wildcard.ts';

export type Scalar = string | number | boolean | null;
export type NumericOperator = '=' | '<' | '<=' | '>' | '>=';

/** One condition on a scalar of the event. */
export type Matcher =
  | { readonly kind: 'equals'; readonly value: Scalar }
  | { readonly kind: 'prefix' | 'suffix'; readonly text: string; readonly ignoreCase?: true }
  | { readonly kind: 'equals-ignore-case'; readonly text: string }
  | ({ readonly kind: 'wildcard' } & Wildcard)
  | { readonly kind: 'numeric'; readonly bounds: readonly (readonly [NumericOperator, number])[] }
  | { readonly kind: 'none-of'; readonly matchers: readonly Matcher[] }
  | { readonly kind: 'exists'; readonly exists: boolean };

/**
 * Whose patterns these are. SNS has no wildcards, no text operator inside another, and inside of anything-but only one
 * `prefix` (developer guide, "Amazon SNS subscription filter policies"; recordings).
 */
export type Dialect = 'events' | 'sns';

type TextOperator = 'prefix' | 'suffix' | 'wildcard' | 'equals-ignore-case';

const textOperators: Readonly<Record<Dialect, readonly TextOperator[]>> = {
  events: ['prefix', 'suffix', 'wildcard', 'equals-ignore-case'],
  sns: ['prefix', 'suffix', 'equals-ignore-case'],
};
const insideAnythingBut: Readonly<Record<Dialect, readonly TextOperator[]>> = {
  events: textOperators.events,
  sns: ['prefix'],
};

export const invalidPattern = (reason: string): AwsError =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/**
 * Reads one member of a field's array. The reasons are event-ruler's, which both services pass on.
 *
 * @throws AwsError `InvalidEventPatternException`; not covered for `cidr`
 */
export function matcherOf(value: unknown, dialect: Dialect): Matcher {
  if (isScalar(value)) return { kind: 'equals', value };
  const [operator, operand] = single(value);
  const text = textOperators[dialect].find((known) => known === operator);
  if ((text === 'prefix' || text === 'suffix') && isObject(operand) && dialect === 'events')
    return anyCaseMatcher(text, operand);
  if (text !== undefined) return textMatcher(text, operand);
  switch (operator) {
    case 'exists':
      if (typeof operand !== 'boolean')
        throw invalidPattern('exists match pattern must be either true or false.');
      return { kind: 'exists', exists: operand };
    case 'numeric':
      return { kind: 'numeric', bounds: numericBounds(operand) };
    case 'anything-but':
      return { kind: 'none-of', matchers: excluded(operand, dialect) };
    case 'cidr':
      throw notCovered('the event pattern operator cidr');
    default:
      throw invalidPattern(`Unrecognized match type ${operator}`);
  }
}

/** `{"equals-ignore-case": text}` (EventBridge: "Suffix matching while ignoring case"). */
function anyCaseMatcher(kind: 'prefix' | 'suffix', operand: Readonly<Record<string, unknown>>): Matcher {
  const [operator, text] = single(operand);
  if (operator !== 'equals-ignore-case') throw invalidPattern(`Unsupported ${kind} pattern: ${operator}`);
  if (typeof text !== 'string') throw invalidPattern(`${operator} match pattern must be a string`);
  return { kind, text, ignoreCase: true };
}

function textMatcher(kind: TextOperator, operand: unknown): Matcher {
  if (typeof operand !== 'string') throw invalidPattern(`${kind} match pattern must be a string`);
  if (kind !== 'wildcard') return { kind, text: operand };
  try {
    return { kind, ...wildcardOf(operand) };
  } catch (error) {
    throw error instanceof WildcardError ? invalidPattern(error.message) : error;
  }
}

/** What anything-but excludes: a value, several, or what one text operator matches. */
function excluded(operand: unknown, dialect: Dialect): readonly Matcher[] {
  if (isObject(operand)) return excludedTexts(operand, dialect);
  if (Array.isArray(operand)) return excludedValues(operand);
  if (typeof operand === 'string' || typeof operand === 'number') return [{ kind: 'equals', value: operand }];
  throw invalidPattern(notExcludable);
}

const notExcludable = 'Value of anything-but must be an array or single string/number value.';

function excludedValues(values: readonly unknown[]): readonly Matcher[] {
  const matchers = values.map((value): Matcher => {
    if (typeof value === 'string' || typeof value === 'number') return { kind: 'equals', value };
    throw invalidPattern('Inside anything but list, start|null|boolean is not supported.');
  });
  if (new Set(values.map((value) => typeof value)).size !== 1) {
    throw invalidPattern(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  return matchers;
}

function excludedTexts(operand: Readonly<Record<string, unknown>>, dialect: Dialect): readonly Matcher[] {
  const [operator, texts] = single(operand);
  const kind = insideAnythingBut[dialect].find((known) => known === operator);
  if (kind === undefined) throw invalidPattern(`Unsupported anything-but pattern: ${operator}`);
  if (dialect === 'sns') return [textMatcher(kind, texts)];
  if (isObject(texts) || texts === null || typeof texts === 'boolean') throw invalidPattern(notExcludable);
  const list: readonly unknown[] = Array.isArray(texts) ? texts : [texts];
  if (list.length === 0) throw invalidPattern('Empty arrays are not allowed');
  return list.map((text) => {
    if (typeof text !== 'string') throw invalidPattern(mustBeText[kind]);
    if (text === '' && (kind === 'prefix' || kind === 'suffix'))
      throw invalidPattern('Null prefix/suffix not allowed');
    return textMatcher(kind, text);
  });
}

const mustBeText: Readonly<Record<TextOperator, string>> = {
  prefix: 'prefix/suffix match pattern must be a string',
  suffix: 'prefix/suffix match pattern must be a string',
  wildcard: 'wildcard match pattern must be a string',
  'equals-ignore-case':
    'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
};

type Bound = readonly [NumericOperator, number];

/** `[">", 0, "<=", 5]`: one bound, or a lower one and an upper one. */
function numericBounds(operand: unknown): readonly Bound[] {
  if (!Array.isArray(operand)) throw invalidPattern('Value of numeric must be an array.');
  const [operator, number, ...second] = operand;
  if (typeof operator !== 'string')
    throw invalidPattern(`Invalid member in numeric match: ${shown(operator)}`);
  if (!isNumericOperator(operator)) throw invalidPattern(`Unrecognized numeric range operator: ${operator}`);
  const first: Bound = [operator, numeric(operator, number)];
  if (second.length === 0) return [first];
  if (!operator.startsWith('>')) throw invalidPattern('Too many elements in numeric expression');
  const [upper, top, ...more] = second;
  if (typeof upper !== 'string') throw invalidPattern(`Bad value in numeric range: ${shown(upper)}`);
  if (upper !== '<' && upper !== '<=') throw invalidPattern(`Bad numeric range operator: ${upper}`);
  const last: Bound = [upper, numeric(upper, top)];
  if (more.length > 0) throw invalidPattern('Too many terms in numeric range expression');
  if (first[1] >= last[1]) throw invalidPattern('Bottom must be less than top');
  return [first, last];
}

const isNumericOperator = (operator: string): operator is NumericOperator =>
  ['=', '<', '<=', '>', '>='].includes(operator);

function numeric(operator: NumericOperator, value: unknown): number {
  if (typeof value === 'number') return value;
  throw invalidPattern(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`);
}

/** What event-ruler's parser stands at: the end of the array where there is nothing. */
const shown = (member: unknown): string => (member === undefined ? ']' : JSON.stringify(member));

/** The one entry of a match expression such as `{"prefix": "models/"}`. */
function single(value: unknown): readonly [string, unknown] {
  if (!isObject(value)) throw invalidPattern('Match value must be String, number, true, false, or null');
  const [entry, ...more] = Object.entries(value);
  if (entry === undefined) throw invalidPattern('Match expression name not found');
  if (more.length > 0) throw invalidPattern('Only one key allowed in match expression');
  return entry;
}

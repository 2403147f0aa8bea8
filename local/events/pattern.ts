import { type Dialect, invalidPattern, isObject, type Matcher, matcherOf } from './matcher.ts';
import { tooComplex, type Wildcard } from './wildcard.ts';

/** What one field must be. */
export interface FieldPattern {
  /** The names from the top, joined by dots: `detail.state`. A name that has dots itself is not told from several. */
  readonly path: string;
  /** How many names that were, in the pattern. */
  readonly depth: number;
  readonly matchers: readonly Matcher[];
}

/** A parsed event pattern: alternatives, one for each way through its `$or`s. All fields of one must match. */
export type Pattern = readonly (readonly FieldPattern[])[];

/** "If the use of $or leads to over 1000 rule combinations" a pattern fails (user guide, "Or matching"). */
const mostAlternatives = 1000;

/** event-ruler's README limits a single rule to this; docs/assumptions.md, "A pattern may be too complex". */
const mostWildcardBeginnings = 10;

/** What event-ruler keeps for operators, and takes for no field's name inside of `$or`. */
const reserved: readonly string[] = [
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric'],
  ...['cidr', '=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
];

/**
 * Parses an event pattern, given as JSON text or as the object it stands for. The reasons of refusals are event-ruler's,
 * where it has one; AWS adds where in the text it is.
 *
 * @throws AwsError `InvalidEventPatternException` where AWS would refuse it, too; not covered for `cidr`
 */
export function parsePattern(
  source: string | Readonly<Record<string, unknown>>,
  dialect: Dialect = 'events',
): Pattern {
  const json = typeof source === 'string' ? jsonOf(source) : source;
  if (!isObject(json)) throw invalidPattern('Filter is not an object');
  const pattern = withObject([new Map()], json, { names: [], inOr: false, dialect }).map((fields) => [
    ...fields.values(),
  ]);
  for (const field of pattern.flat()) {
    if (tooComplex(wildcardsIn(field.matchers), mostWildcardBeginnings)) {
      throw invalidPattern(
        'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
      );
    }
  }
  return pattern;
}

/** The fields of one alternative, by path: what comes later takes the place of what came before. */
type Fields = ReadonlyMap<string, FieldPattern>;

interface Place {
  readonly names: readonly string[];
  readonly inOr: boolean;
  readonly dialect: Dialect;
}

function withObject(before: readonly Fields[], value: unknown, place: Place): readonly Fields[] {
  if (!isObject(value) || Object.keys(value).length === 0)
    throw invalidPattern('Empty objects are not allowed');
  let alternatives = before;
  for (const [name, content] of Object.entries(value)) {
    if (name === '$or') {
      alternatives = withOr(alternatives, content, place);
      continue;
    }
    if (place.inOr && reserved.includes(name))
      throw invalidPattern(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    const names = [...place.names, name];
    alternatives = isObject(content)
      ? withObject(alternatives, content, { ...place, names })
      : withField(alternatives, fieldOf(names, content, place.dialect));
  }
  return alternatives;
}

function withOr(before: readonly Fields[], content: unknown, place: Place): readonly Fields[] {
  if (!Array.isArray(content)) throw invalidPattern('It must be an Array followed with $or.');
  const alternatives = content.flatMap((each: unknown) => {
    if (!isObject(each)) throw invalidPattern('Only JSON object is allowed in array of $or relationship.');
    return withObject(before, each, { ...place, inOr: true });
  });
  if (content.length < 2) throw invalidPattern('There must have at least 2 Objects in $or relationship.');
  if (alternatives.length > mostAlternatives)
    throw invalidPattern(`$or leads to more than ${mostAlternatives} rule combinations`);
  return alternatives;
}

const withField = (before: readonly Fields[], field: FieldPattern): readonly Fields[] =>
  before.map((fields) => new Map([...fields, [field.path, field]]));

function fieldOf(names: readonly string[], content: unknown, dialect: Dialect): FieldPattern {
  if (!Array.isArray(content)) throw invalidPattern(`"${names.at(-1)}" must be an object or an array`);
  if (content.length === 0) throw invalidPattern('Empty arrays are not allowed');
  return {
    path: names.join('.'),
    depth: names.length,
    matchers: content.map((value) => matcherOf(value, dialect)),
  };
}

const wildcardsIn = (matchers: readonly Matcher[]): readonly Wildcard[] =>
  matchers.flatMap((matcher) => {
    if (matcher.kind === 'none-of') return wildcardsIn(matcher.matchers);
    return matcher.kind === 'wildcard' && matcher.parts.length > 1 ? [matcher] : [];
  });

function jsonOf(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw invalidPattern('Invalid JSON');
  }
}

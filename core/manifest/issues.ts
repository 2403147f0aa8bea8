import type * as z from 'zod';
import { extremesOf } from '../values/fields.ts';
import { formsOf } from './forms.ts';
import { type Intended, intended, type Path } from './intended.ts';

type Issue = z.core.$ZodIssue;

/** All that is wrong with a written value, judged by what its author probably meant. */
export interface Issues {
  readonly meant: Intended;
  /** The schema's issues, with paths as they were meant. */
  readonly found: readonly Issue[];
  /** The corrected value, twice: with each wrong field at its smallest and at its largest allowed value. */
  readonly right: readonly [unknown, unknown];
  /** Where `right` differs from what was written, with paths as they were meant. */
  readonly wrong: readonly Path[];
}

/**
 * Every issue of a value that the schema refuses. A schema stops at the first thing that it cannot decide
 * (which form is meant, or a sum over wrong values). So it is run again on the value as it was probably
 * meant, and once more with the known faults corrected.
 */
export function issuesOf(schema: z.ZodType, value: unknown): Issues {
  const meant = intended(schema, value);
  const asWritten = issuesIn(schema, meant.renamed);
  const asMeant = issuesIn(schema, meant.value).filter((issue) => !isGuess(meant, issue));
  const wrongWords = new Set(meant.words.map(({ path }) => keyOf(path)));
  const isWrongWord = ({ path }: Issue) => wrongWords.has(keyOf(meant.written(path)));
  const isUntold = ({ path }: Issue) =>
    meant.guessed.some((guess) => isUnder(path, guess.path) && path.length <= guess.path.length + 1);
  const known = new Set(asMeant.map(identity));
  const first = asWritten.filter(
    (issue) => known.has(identity(issue)) || isWrongWord(issue) || isUntold(issue),
  );
  const found = inOrder(first, asMeant);
  const least = putRight(schema, meant.value, found, 0);
  const most = putRight(schema, meant.value, found, 1);
  // An issue in only one of the two depends on the value put in place of a wrong field.
  const more = least.more.filter((issue) => most.more.some((other) => identity(other) === identity(issue)));
  return {
    meant,
    found: [...found, ...more],
    right: [least.value, most.value],
    wrong: [
      ...found.flatMap(pathsOf),
      ...least.more.flatMap(pathsOf),
      ...most.more.flatMap(pathsOf),
      ...least.left,
      ...meant.guessed.map(({ path }) => path),
    ],
  };
}

const issuesIn = (schema: z.ZodType, value: unknown): readonly Issue[] =>
  schema.safeParse(value).error?.issues ?? [];

const keyOf = (path: Path): string => JSON.stringify(path);
const identity = ({ code, path, message }: Issue): string => JSON.stringify([code, path, message]);
/** Whether `path` is `above` or lies within it. */
export const isUnder = (path: Path, above: Path): boolean =>
  above.every((part, index) => path[index] === part);

/** If the form is only a guess, missing or unknown fields prove nothing. */
const isGuess = ({ guessed }: Intended, { code, path }: Issue): boolean =>
  guessed.some((guess) => {
    if (!isUnder(path, guess.path)) return false;
    const name = path[guess.path.length];
    return name === undefined ? code === 'unrecognized_keys' : !guess.fields.has(String(name));
  });

/** `first`, each followed by those of `all` in the same place; then the rest of `all`. */
function inOrder(first: readonly Issue[], all: readonly Issue[]): Issue[] {
  const ordered: Issue[] = [];
  const done = new Set<string>();
  const add = (issue: Issue) => {
    if (!done.has(identity(issue))) ordered.push(issue);
    done.add(identity(issue));
  };
  for (const issue of first) {
    add(issue);
    const around = issue.path.slice(0, -1);
    for (const other of all) if (around.length > 0 && isUnder(other.path, around)) add(other);
  }
  for (const issue of all) add(issue);
  return ordered;
}

/** A value with more faults than this is not a manifest with slips: none of it is corrected. */
const mostRighted = 100;

interface Righted {
  readonly value: unknown;
  /** Found only after the earlier faults were corrected: a check across several fields. */
  readonly more: readonly Issue[];
  /** Whole parts of the value that had to be left out. */
  readonly left: readonly Path[];
}

/** The value without its faults. A part that cannot be corrected is left out. */
function putRight(schema: z.ZodType, value: unknown, found: readonly Issue[], extreme: 0 | 1): Righted {
  if (found.flatMap(pathsOf).length > mostRighted) return { value: undefined, more: [], left: [] };
  const more: Issue[] = [];
  let right = value;
  let wrong: readonly Issue[] = [...found, ...issuesIn(schema, value)];
  for (let tries = 0; tries < 4 && wrong.length > 0; tries += 1) {
    const paths = wrong.flatMap(pathsOf);
    right = paths.reduce<unknown>((at, path) => withoutFault([schema], at, path, extreme), right);
    wrong = issuesIn(schema, right);
    const told = [...found, ...more].flatMap(pathsOf);
    const isNew = ({ path }: Issue) => told.every((one) => !isUnder(path, one) && !isUnder(one, path));
    more.push(...wrong.filter(isNew));
  }
  const left = wrong.map(({ path }) => path.slice(0, 1)).filter((path) => path.length > 0);
  return { value: left.reduce<unknown>((at, path) => without(at, path), right), more, left };
}

const pathsOf = (issue: Issue): readonly Path[] =>
  issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];

/** Leaves out an unknown or optional field. Sets a required one to its smallest or largest allowed value. */
function withoutFault(schemas: readonly z.ZodType[], at: unknown, path: Path, extreme: 0 | 1): unknown {
  const [part, ...rest] = path;
  if (part === undefined || typeof at !== 'object' || at === null) return at;
  const forms = schemas.flatMap(formsOf);
  if (Array.isArray(at)) {
    const items = forms.flatMap((form) => (form.kind === 'list' ? [form.item] : []));
    return at.map((item, index) =>
      index === part && rest.length > 0 ? withoutFault(items, item, rest, extreme) : item,
    );
  }
  const name = String(part);
  const fields = at as Readonly<Record<string, unknown>>;
  const known = forms.flatMap((form) => (form.kind === 'fields' ? (form.fields.get(name) ?? []) : []));
  if (rest.length > 0 && Object.hasOwn(fields, name))
    return { ...fields, [name]: withoutFault(known, fields[name], rest, extreme) };
  const [only] = known;
  if (only === undefined || only.safeParse(undefined).success) return without(fields, [name]);
  const instead = insteadOf(only, extreme);
  return instead === undefined ? fields : { ...fields, [name]: instead };
}

function without(at: unknown, [name]: Path): unknown {
  const { [String(name)]: _, ...others } = at as Readonly<Record<string, unknown>>;
  return others;
}

function insteadOf(schema: z.ZodType, extreme: 0 | 1): unknown {
  const extremes = extremesOf(schema);
  if (extremes !== undefined) return extremes[extreme];
  const examples = schema.meta()?.examples;
  if (Array.isArray(examples) && examples.length > 0) return examples.at(extreme === 0 ? 0 : -1);
  const [form] = formsOf(schema);
  return form?.kind === 'words' ? form.words.at(extreme === 0 ? 0 : -1) : undefined;
}

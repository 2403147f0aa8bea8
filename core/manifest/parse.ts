import type * as z from 'zod';
import { truncate } from '../values/plain-text.ts';
import { type Problem, shown } from '../values/problem.ts';
import type { LineOf } from './finding.ts';
import { fieldNames } from './forms.ts';
import type { Path } from './intended.ts';
import { type Issues, issuesOf, isUnder } from './issues.ts';
import { fieldPath, located, pathOf } from './lines.ts';
import { type Manifest, manifestSchema } from './schema.ts';

export type ManifestResult =
  | { readonly ok: true; readonly manifest: Manifest }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      /** What else may be wrong; undefined where nothing can be told of it. */
      readonly rest?: RestOfManifest;
    };

/**
 * A manifest that is refused, with its wrong fields put right so that the rest of it can be checked against the world:
 * each wrong field once as little and once as much as it may be. What both have is a problem whatever was meant.
 */
export interface RestOfManifest {
  readonly manifests: readonly [Manifest, Manifest];
  /** The problem with its line; undefined where it is about something that was put right. */
  told(problem: Problem): Problem | undefined;
}

/**
 * Checks a manifest, already read from YAML or JSON, and lists every problem at once, each with its line where
 * `lineOf` knows it. An empty file is `{}`.
 */
export function parseManifest(value: unknown, lineOf?: LineOf): ManifestResult {
  const written = value ?? {};
  const parsed = manifestSchema.safeParse(written);
  if (parsed.success) return { ok: true, manifest: parsed.data };
  const issues = issuesOf(manifestSchema, written);
  const rest = restOf(issues, lineOf);
  return { ok: false, problems: problemsIn(issues, written, lineOf), ...(rest && { rest }) };
}

function restOf({ meant, right, wrong }: Issues, lineOf: LineOf | undefined): RestOfManifest | undefined {
  const [least, most] = right.map((value) => manifestSchema.safeParse(value).data);
  if (least === undefined || most === undefined) return undefined;
  const lineAsWritten: LineOf | undefined =
    lineOf && ((path) => lineOf(meant.written(path).filter((part) => typeof part !== 'symbol')));
  return {
    manifests: [least, most],
    told(problem) {
      const path = pathOf(problem.field);
      // What is said of the manifest as a whole hangs on all that is in it.
      const isWrong =
        problem.field === 'manifest' || wrong.some((one) => isUnder(path, one) || isUnder(one, path));
      return isWrong ? undefined : located(problem, lineAsWritten);
    },
  };
}

/** What is misspelt comes first: it is the likeliest cause of whatever else there is. */
function problemsIn({ meant, found }: Issues, value: unknown, lineOf: LineOf | undefined): Problem[] {
  const at = (path: Path) => {
    const line = lineOf?.(path.filter((part) => typeof part !== 'symbol'));
    return { field: fieldAt(path), ...(line !== undefined && { line }) };
  };
  const unknown = (path: Path, fix: string): Problem => {
    const got = shown(String(path.at(-1)));
    return { ...at(path), expected: 'no such field', got, fix, unknownField: true };
  };
  const words = new Map(meant.words.map((word) => [fieldPath(word.path), word.meant]));
  const fixOf = (issue: z.core.$ZodIssue): string | undefined => {
    const word = words.get(fieldPath(meant.written(issue.path)));
    const fix = issue.code === 'custom' ? issue.params?.fix : undefined;
    return word !== undefined ? `Did you mean ${word}?` : typeof fix === 'string' ? fix : undefined;
  };
  return [
    ...meant.names.map(({ path, meant }) => unknown(path, `Did you mean ${meant}?`)),
    ...found.flatMap((issue) => {
      const path = meant.written(issue.path);
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => unknown([...path, key], fieldsBeside(key, meant.value, issue.path)));
      const fix = fixOf(issue);
      const got = isSecret(issue.path) ? 'another value (hidden)' : gotAt(path, value);
      return [{ ...at(path), expected: issue.message, got, ...(fix !== undefined && { fix }) }];
    }),
  ];
}

/** `There are strategy, finalBake and timeout.`: of the form that is meant there, and does not have `key`. */
function fieldsBeside(key: string, value: unknown, path: Path): string {
  const names = fieldNames(manifestSchema, value, path, key);
  const last = names.at(-1);
  if (last === undefined) return 'Remove it.';
  return names.length === 1
    ? `There is only ${last}.`
    : `There are ${names.slice(0, -1).join(', ')} and ${last}.`;
}

/** The longest field shown: no field there is comes near, but an unknown one may be as long as the file. */
const fieldLength = 120;

/** `alarms[0].name`; the manifest itself where the path is empty. */
const fieldAt = (path: Path): string => truncate(fieldPath(path) || 'manifest', fieldLength);

/**
 * Environment values may be secrets and are never shown: neither they themselves, nor an environment in the wrong form,
 * nor anything that may have one in it (`gotAt` shows no fields). The path is as it was meant: a misspelt one counts.
 */
const isSecret = (path: Path): boolean => path[0] === 'model' && path[1] === 'environment';

/** What stands at `path`. */
function gotAt(path: Path, value: unknown): string {
  let at: unknown = value;
  for (const part of path) {
    // Where a list is meant, one item may be written without it.
    if (part === 0 && typeof at === 'string') continue;
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined;
  }
  if (Array.isArray(at)) return 'a list';
  return typeof at === 'object' && at !== null ? 'fields' : shown(at);
}

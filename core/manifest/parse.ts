import type * as z from 'zod';
import { andListed } from '../values/listed.ts';
import { truncate } from '../values/plain-text.ts';
import { type Problem, shown } from '../values/problem.ts';
import { fieldNames } from './forms.ts';
import type { Path } from './intended.ts';
import { type Issues, issuesOf, isUnder } from './issues.ts';
import { fieldPath, located, pathOf } from './lines.ts';
import type { PlaceOf } from './manifest-finding.ts';
import { type Manifest, manifestSchema } from './schema.ts';

export type ManifestResult =
  | { readonly ok: true; readonly manifest: Manifest }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      /** The rest, for further checks; undefined if nothing can be said about it. */
      readonly rest?: RestOfManifest;
    };

/**
 * A refused manifest with its wrong fields corrected, so that the rest can be checked against AWS: once with
 * each wrong field at its smallest and once at its largest allowed value. A problem found in both is real,
 * whatever was meant.
 */
export interface RestOfManifest {
  readonly manifests: readonly [Manifest, Manifest];
  /** The problem with its place; undefined if it is about something that was corrected. */
  told(problem: Problem): Problem | undefined;
}

/**
 * Checks a manifest that was read from YAML or JSON, and lists all problems at once. Each has its place if
 * `placeOf` knows it. An empty file is `{}`.
 */
export function parseManifest(value: unknown, placeOf?: PlaceOf): ManifestResult {
  const written = value ?? {};
  const parsed = manifestSchema.safeParse(written);
  if (parsed.success) return { ok: true, manifest: parsed.data };
  const issues = issuesOf(manifestSchema, written);
  const rest = restOf(issues, placeOf);
  return { ok: false, problems: problemsIn(issues, written, placeOf), ...(rest && { rest }) };
}

function restOf({ meant, right, wrong }: Issues, placeOf: PlaceOf | undefined): RestOfManifest | undefined {
  const [least, most] = right.map((value) => manifestSchema.safeParse(value).data);
  if (least === undefined || most === undefined) return undefined;
  const placeAsWritten: PlaceOf | undefined =
    placeOf && ((path) => placeOf(meant.written(path).filter((part) => typeof part !== 'symbol')));
  return {
    manifests: [least, most],
    told(problem) {
      const path = pathOf(problem.field);
      // A problem of the manifest as a whole depends on everything in it.
      const isWrong =
        problem.field === 'manifest' || wrong.some((one) => isUnder(path, one) || isUnder(one, path));
      return isWrong ? undefined : located(problem, placeAsWritten);
    },
  };
}

/** Misspellings come first: they are the likeliest cause of the other problems. */
function problemsIn({ meant, found }: Issues, value: unknown, placeOf: PlaceOf | undefined): Problem[] {
  const at = (path: Path) => {
    const place = placeOf?.(path.filter((part) => typeof part !== 'symbol'));
    return { field: fieldAt(path), ...place };
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

/**
 * `There are strategy, finalBake and timeout.`: the fields of the intended form, which does not have `key`.
 */
function fieldsBeside(key: string, value: unknown, path: Path): string {
  const names = fieldNames(manifestSchema, value, path, key);
  if (names.length === 0) return 'Remove it.';
  return names.length === 1 ? `There is only ${names[0]}.` : `There are ${andListed(names)}.`;
}

/**
 * The longest field to show. Every known field is far shorter, but an unknown one may be as long as the file.
 */
const fieldLength = 120;

/** `alarms[0].name`; `manifest` if the path is empty. */
const fieldAt = (path: Path): string => truncate(fieldPath(path) || 'manifest', fieldLength);

/**
 * Environment values may be secrets and are never shown, nor is an environment in the wrong form, nor
 * anything that may contain one (`gotAt` shows no fields). The path is as it was meant, so a misspelt one
 * counts.
 */
const isSecret = (path: Path): boolean => path[0] === 'model' && path[1] === 'environment';

/** A description of the value at `path`. */
function gotAt(path: Path, value: unknown): string {
  let at: unknown = value;
  for (const part of path) {
    // A list of one item may be written without the list.
    if (part === 0 && typeof at === 'string') continue;
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined;
  }
  if (Array.isArray(at)) return 'a list';
  return typeof at === 'object' && at !== null ? 'fields' : shown(at);
}

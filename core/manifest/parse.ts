import type * as z from 'zod';
import { truncate } from '../notices/text.ts';
import type { LineOf } from '../plan/findings.ts';
import { type Problem, shown } from '../problem.ts';
import { fieldPath } from './lines.ts';
import { type Manifest, manifestSchema } from './schema.ts';

export type ManifestResult =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks a manifest, already read from YAML or JSON, and lists every problem at once, each with its line where
 * `lineOf` knows it. An empty file is `{}`.
 */
export function parseManifest(value: unknown, lineOf?: LineOf): ManifestResult {
  const parsed = manifestSchema.safeParse(value ?? {});
  if (parsed.success) return { ok: true, manifest: parsed.data };
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, value, lineOf)) };
}

function problemsOf(issue: z.core.$ZodIssue, value: unknown, lineOf: LineOf | undefined): Problem[] {
  const at = (path: readonly PropertyKey[]) => {
    const line = lineOf?.(path.filter((part) => typeof part !== 'symbol'));
    return { field: fieldAt(path), ...(line !== undefined && { line }) };
  };
  if (issue.code === 'unrecognized_keys') {
    const fix = 'Remove it, or see docs/manifest.md for the fields there are.';
    return issue.keys.map((key) => ({
      ...at([...issue.path, key]),
      expected: 'no such field',
      got: shown(key),
      fix,
    }));
  }
  const fix = issue.code === 'custom' ? issue.params?.fix : undefined;
  return [
    {
      ...at(issue.path),
      expected: issue.message,
      got: gotAt(issue.path, value),
      ...(typeof fix === 'string' && { fix }),
    },
  ];
}

/** The longest field shown: no field there is comes near, but an unknown one may be as long as the file. */
const fieldLength = 120;

/** `alarms[0].name`; the manifest itself where the path is empty. */
const fieldAt = (path: readonly PropertyKey[]): string =>
  truncate(fieldPath(path) || 'manifest', fieldLength);

/**
 * What stands at `path`. Environment values may be secrets and are never shown: neither they themselves, nor an
 * environment in the wrong form, nor anything that may have one in it.
 */
function gotAt(path: readonly PropertyKey[], value: unknown): string {
  if (path[0] === 'model' && path[1] === 'environment') return 'another value (hidden)';
  let at: unknown = value;
  for (const part of path)
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined;
  if (Array.isArray(at)) return 'a list';
  return typeof at === 'object' && at !== null ? 'fields' : shown(at);
}

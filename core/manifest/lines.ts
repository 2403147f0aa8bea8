import type { Problem } from '../values/problem.ts';
import type { LineOf } from './manifest-finding.ts';
import { isManifestField } from './schema.ts';

/** A path as problems show it: `alarms[0].name`. */
export const fieldPath = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');

/** Parses the path of a problem: `alarms[0].name` is alarms, 0, name. */
export const pathOf = (field: string): (string | number)[] =>
  [...field.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));

/** The problem with its line in the manifest, if it is about a field of the manifest and has no line yet. */
export function located(problem: Problem, lineOf: LineOf | undefined): Problem {
  const path = pathOf(problem.field);
  if (lineOf === undefined || problem.line !== undefined || !isManifestField(String(path[0]))) return problem;
  const line = lineOf(path);
  return line === undefined ? problem : { ...problem, line };
}

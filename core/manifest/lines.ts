import type { Problem } from '../values/problem.ts';
import type { PlaceOf } from './manifest-finding.ts';
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

/** The problem with its place in the manifest, if it is about a field of the manifest and has no line yet. */
export function located(problem: Problem, placeOf: PlaceOf | undefined): Problem {
  const path = pathOf(problem.field);
  if (placeOf === undefined || problem.line !== undefined || !isManifestField(String(path[0])))
    return problem;
  return { ...problem, ...placeOf(path) };
}

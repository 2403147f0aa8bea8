import type { Problem } from '../values/problem.ts';
import type { LineOf } from './finding.ts';

/** A path as problems show it: `alarms[0].name`. */
export const fieldPath = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');

/** The path that a problem shows: `alarms[0].name` is alarms, 0, name. */
export const pathOf = (field: string): (string | number)[] =>
  [...field.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));

/** The top-level fields of a manifest: a problem about anything else has no line in it. */
const fields = ['model', 'fleet', 'rollout', 'alarms', 'gates', 'notify', 'keep'];

/** The problem with its line in the manifest, if it is about a field of the manifest's and has none yet. */
export function located(problem: Problem, lineOf: LineOf | undefined): Problem {
  const path = pathOf(problem.field);
  if (lineOf === undefined || problem.line !== undefined || !fields.includes(String(path[0]))) return problem;
  const line = lineOf(path);
  return line === undefined ? problem : { ...problem, line };
}

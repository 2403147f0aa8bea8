import type { Problem } from '../values/problem.ts';
import { faultsOf, isFields } from './defaults.ts';
import { pathOf } from './lines.ts';
import type { ManifestFinding } from './manifest-finding.ts';
import { parseManifest } from './parse.ts';

/** What is wrong with the defaults themselves, whatever stands in an endpoint's own manifest. */
export function defaultsProblems(found: ManifestFinding): readonly Problem[] {
  if (found.kind === 'none') return [];
  const faults = faultsOf(found);
  if (faults.length > 0 || found.kind === 'unreadable') return faults;
  const { key } = found;
  return problemsInPart(found).map((problem) => (key === undefined ? problem : { ...problem, file: key }));
}

/**
 * What is wrong with one of the two files, whatever stands in the other. What it leaves out is not wrong: the
 * other may say it. Only a list must be complete, since lists are not merged.
 */
export function problemsInPart(found: ManifestFinding): readonly Problem[] {
  if (found.kind === 'none') return [];
  if (found.kind === 'unreadable') return found.problems;
  const parsed = parseManifest(found.value, found.placeOf);
  if (parsed.ok) return [];
  return parsed.problems.filter(
    (problem) => problem.unknownField || !isLeftOut(pathOf(problem.field), found.value),
  );
}

/** Whether there is no value at `path` outside of a list, or a rollout of no kind. */
function isLeftOut(path: readonly (string | number)[], value: unknown): boolean {
  if (path.some((part) => typeof part === 'number')) return false;
  const at = path.reduce<unknown>(
    (inner, part) => (isFields(inner) && Object.hasOwn(inner, part) ? inner[part] : undefined),
    path[0] === 'manifest' ? { manifest: value } : value,
  );
  return at === undefined || (path.join() === 'rollout' && isFields(at));
}

import { located } from '../manifest/lines.ts';
import type { ManifestFinding } from '../manifest/manifest-finding.ts';
import type { LiveEndpoint } from '../sagemaker.ts';
import type { Problem } from '../values/problem.ts';
import { busyProblem, isBusy } from './checks/endpoint-state.ts';
import type { Prepared } from './plan.ts';

export type Resolution =
  | ({ readonly kind: 'prepared' } & Prepared)
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  /** The only problem is that something else is changing the endpoint: worth waiting for. */
  | { readonly kind: 'busy'; readonly status: string; readonly problems: readonly Problem[] };

/**
 * The most problems told at once. Step Functions accepts 256 KiB from a task. With more, the execution fails
 * with an error that cannot be caught, and nobody would be told anything.
 */
const mostProblems = 50;

/** The problems with their places in the manifest; if there are too many, only the first ones. */
export function locateProblems(problems: readonly Problem[], manifest: ManifestFinding): Problem[] {
  const placeOf = manifest.kind === 'content' ? manifest.placeOf : undefined;
  const first = problems.slice(0, mostProblems).map((problem) => located(problem, placeOf));
  const more = problems.length - first.length;
  return more === 0
    ? first
    : [...first, { field: 'manifest', expected: 'fewer problems than these', got: `${more} more` }];
}

/**
 * Refused if anything is wrong; busy if waiting solves it; otherwise the result of `prepare`, with the
 * warnings.
 */
export function resolved(
  found: { readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] },
  { manifest, live }: { readonly manifest: ManifestFinding; readonly live: LiveEndpoint | undefined },
  prepare: (warnings: Problem[]) => Prepared,
): Resolution {
  if (found.problems.length > 0)
    return { kind: 'refused', problems: locateProblems(found.problems, manifest) };
  if (live !== undefined && isBusy(live))
    return { kind: 'busy', status: live.status, problems: [busyProblem(live)] };
  return { kind: 'prepared', ...prepare(locateProblems(found.warnings, manifest)) };
}

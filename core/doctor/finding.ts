import type { Problem } from '../values/problem.ts';

/**
 * How much a finding matters. A problem: a release would be refused or would fail, or the installation does
 * not work. A warning: it goes, but without something that people may count on. A note: good to know.
 */
export type Weight = 'problem' | 'warning' | 'note';

/** Something that was found, and what to do about it. */
export interface Finding<Check extends string = string> {
  /** What was looked at. */
  readonly check: Check;
  readonly weight: Weight;
  readonly found: string;
  readonly todo?: string;
}

const weights: readonly Weight[] = ['problem', 'warning', 'note'];

/** What matters most comes first; what matters alike stays in its order. */
export const byWeight = <F extends Pick<Finding, 'weight'>>(findings: readonly F[]): F[] =>
  findings.toSorted((a, b) => weights.indexOf(a.weight) - weights.indexOf(b.weight));

/** Whether there is anything to do: notes alone are not. */
export const isFinding = ({ weight }: Pick<Finding, 'weight'>): boolean => weight !== 'note';

/** A reason that a plan gives, as a finding. */
export function findingOf<Check extends string>(
  check: Check,
  weight: Weight,
  { field, line, file, expected, got, fix, unknownField }: Problem,
): Finding<Check> {
  const place = [...(file === undefined ? [] : [file]), ...(line === undefined ? [] : [`line ${line}`])];
  const at = place.length === 0 ? field : `${field} (${place.join(', ')})`;
  const found = unknownField ? `${at}: unknown field` : `${at}: expected ${expected}, got ${got}`;
  return { check, weight, found, ...(fix !== undefined && { todo: fix }) };
}

import type { Problem } from '../../values/problem.ts';

/** The result of a check: problems refuse the release, warnings do not. */
export interface Checked {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

import type { Problem } from '../../values/problem.ts';

/** What a check finds: what refuses the release, and what is only worth knowing. */
export interface Checked {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

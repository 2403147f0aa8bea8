import { type Problem, shown } from '../values/problem.ts';
import { globMatches } from './glob.ts';

/** The problem of a name that is not on the list given at deploy time; empty if it is. */
export function unlessAllowed(
  field: string,
  name: string,
  what: string,
  allowed: readonly string[],
  setting: string,
): Problem[] {
  if (allowed.some((pattern) => globMatches(pattern, name))) return [];
  return [
    {
      field,
      expected: `${what} allowed at deploy time (${allowed.join(', ') || 'none'})`,
      got: shown(name),
      fix: `Use one of those, or deploy with ${setting} in the stage’s settings (npx greenlight docs settings).`,
    },
  ];
}

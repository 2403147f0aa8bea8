import type { Problem } from '../values/problem.ts';
import type { Around } from './gate.ts';

/** The problem of a gate that a link may decide, where no link leads anywhere. */
export const linkProblems = (
  { anyoneWithLink }: { readonly anyoneWithLink: boolean },
  { publicAddress }: Pick<Around, 'publicAddress'>,
  field = 'anyoneWithLink',
): Problem[] =>
  anyoneWithLink && publicAddress === false
    ? [
        {
          field,
          expected: 'a stage with a public address, which links lead to',
          got: 'a stage without one',
          fix: 'Leave it out, and let people decide by command; or deploy with addresses.decisions: true in the stage’s settings (npx greenlight docs settings).',
        },
      ]
    : [];

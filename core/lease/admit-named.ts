import { misspelt } from '../endpoint-name.ts';
import type { Instant } from '../values/instant.ts';
import type { Problem } from '../values/problem.ts';
import { type Admission, admit } from './admit.ts';
import type { Change, Lease, LeaseClaim } from './lease.ts';

/** The claim spells the endpoint's name differently. It changed nothing, and nobody lost their place. */
export interface Misspelt {
  readonly kind: 'misspelt';
  readonly problem: Problem;
}

/**
 * As `admit`, but only for a claim under the endpoint's own name. Names that differ only by case share a
 * lease, because SageMaker allows only one endpoint of such names. While there is no endpoint yet, the first
 * claim decides its name.
 *
 * @param own the endpoint's name in SageMaker; undefined if it does not exist
 */
export function admitNamed(
  lease: Lease,
  claim: LeaseClaim,
  own: string | undefined,
  token: string,
  now: Instant,
  leaving?: string,
): Change<Admission | Misspelt> {
  const refused = (problem: Problem) => ({ lease, answer: { kind: 'misspelt', problem } as const });
  if (own !== undefined && own !== claim.endpoint) return refused(misspelt(claim.endpoint, own));
  const other = own === undefined ? namedOtherwise(lease, claim) : undefined;
  if (other === undefined) return admit(lease, claim, token, now, leaving);
  return refused(
    misspelt(claim.endpoint, other.endpoint, `as ${other.rollout} calls it, which is under way`),
  );
}

/** The holder or the next one, if its claim spells the name differently. */
const namedOtherwise = ({ holder, next }: Lease, claim: LeaseClaim): LeaseClaim | undefined =>
  [holder?.claim, next?.claim].find((other) => other !== undefined && other.endpoint !== claim.endpoint);

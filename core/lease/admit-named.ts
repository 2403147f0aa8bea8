import { misspelt } from '../endpoint-name.ts';
import type { Instant } from '../values/instant.ts';
import type { Problem } from '../values/problem.ts';
import { type Admission, admit } from './admit.ts';
import type { Change, Lease, LeaseClaim } from './lease.ts';

/** The claim is under another name than the endpoint's own: it has taken nothing, and nobody has lost their place. */
export interface Misspelt {
  readonly kind: 'misspelt';
  readonly problem: Problem;
}

/**
 * As `admit`, for a claim under the endpoint's own name. Names that differ only by upper and lower case share a lease,
 * as SageMaker makes only one endpoint of such names. While there is none yet, whoever came first decides what it is
 * called.
 *
 * @param own as SageMaker calls the endpoint; undefined where there is none
 */
export function admitNamed(
  lease: Lease,
  claim: LeaseClaim,
  own: string | undefined,
  token: string,
  now: Instant,
): Change<Admission | Misspelt> {
  const refused = (problem: Problem) => ({ lease, answer: { kind: 'misspelt', problem } as const });
  if (own !== undefined && own !== claim.endpoint) return refused(misspelt(claim.endpoint, own));
  const other = own === undefined ? namedOtherwise(lease, claim) : undefined;
  if (other === undefined) return admit(lease, claim, token, now);
  return refused(
    misspelt(claim.endpoint, other.endpoint, `as ${other.rollout} calls it, which is under way`),
  );
}

/** Whoever holds the lease, or is next, under another name than the claim's. */
const namedOtherwise = ({ holder, next }: Lease, claim: LeaseClaim): LeaseClaim | undefined =>
  [holder?.claim, next?.claim].find((other) => other !== undefined && other.endpoint !== claim.endpoint);

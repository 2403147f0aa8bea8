import type { Leases } from '../../core/lease/lease.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';

export interface OwnNamePorts {
  readonly endpoints: Pick<Endpoints, 'ownName'>;
  readonly leases: Pick<Leases, 'read'>;
}

/**
 * What the endpoint is called, of which `endpoint` may differ in upper and lower case: by SageMaker, or, while there is
 * none yet, by whoever is under way to create it. Undefined where nobody calls it anything.
 */
export async function ownNameOf({ endpoints, leases }: OwnNamePorts, endpoint: string) {
  const own = await endpoints.ownName(endpoint);
  if (own !== undefined) return own;
  const { holder, next } = await leases.read(endpoint);
  return (holder ?? next)?.claim.endpoint;
}

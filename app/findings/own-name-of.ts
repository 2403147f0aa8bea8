import type { Leases } from '../../core/lease/lease.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';

export interface OwnNamePorts {
  readonly endpoints: Pick<Endpoints, 'ownName'>;
  readonly leases: Pick<Leases, 'read'>;
}

/**
 * The endpoint's true name; `endpoint` may differ from it by case. It is SageMaker's name or, if the endpoint
 * does not exist yet, that of the rollout that is about to create it. Undefined if there is neither.
 */
export async function ownNameOf({ endpoints, leases }: OwnNamePorts, endpoint: string) {
  const own = await endpoints.ownName(endpoint);
  if (own !== undefined) return own;
  const { holder, next } = await leases.read(endpoint);
  return (holder ?? next)?.claim.endpoint;
}

import { isManaged, managedTag } from '../../own-tags.ts';
import type { Finding } from '../finding.ts';
import type { EndpointFacts } from './endpoint-facts.ts';

/**
 * Whether the endpoint's owners allow releases.
 * @param isBlocked whether something else stands against them
 */
export function checkTag({ findings: { live } }: EndpointFacts, isBlocked: boolean): Finding<'tag'>[] {
  if (isManaged(live.tags)) return [];
  return [
    {
      check: 'tag',
      weight: 'problem',
      found: `no tag ${managedTag.Key}=${managedTag.Value}: its owners have not allowed releases`,
      todo: isBlocked ? 'Adopt it once the other problems are gone' : `npx greenlight adopt ${live.name}`,
    },
  ];
}

import { isIP } from 'node:net';
import { globMatches } from '../../core/gates/glob.ts';
import type { PinnedPost, Resolve } from './pinned-post.ts';
import { isPublicAddress } from './public-address.ts';

/** Where a webhook may be sent, with all addresses checked; or why not. */
export type Destination =
  | { readonly kind: 'allowed'; readonly url: URL; readonly addresses: PinnedPost['addresses'] }
  | { readonly kind: 'refused'; readonly why: string };

/** Only for a laptop, where it is named whole in the list: no pattern makes this machine's own services reachable. */
const ownMachine = /^http:\/\/127\.0\.0\.1:\d{1,5}$/;

/**
 * Checks an address given by a manifest: https, a host on the list, and public addresses only, each of them. They
 * are then dialled as they are, so that a name that points elsewhere a moment later leads nowhere (DNS rebinding).
 *
 * @param allowed hosts, with `*` standing for anything, given at deploy time
 * @throws Error where the host cannot be resolved
 */
export async function destinationOf(
  given: string,
  allowed: readonly string[],
  resolve: Resolve,
): Promise<Destination> {
  const url = URL.parse(given);
  if (url === null) return refused('expected an https address, got something else');
  if (url.username !== '' || url.password !== '')
    return refused('expected an address without user and password');
  if (ownMachine.test(url.origin) && allowed.includes(url.origin))
    return { kind: 'allowed', url, addresses: [{ address: '127.0.0.1', family: 4 }] };
  if (url.protocol !== 'https:') return refused(`expected an https address, got ${url.protocol}`);
  if (!allowed.some((pattern) => globMatches(pattern, url.host)))
    return refused(`host ${url.host} is not allowed at deploy time (${allowed.join(', ') || 'none is'})`);

  const literal = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(literal);
  const addresses =
    family === 0
      ? await resolve(url.hostname)
      : [{ address: literal, family: family === 6 ? (6 as const) : (4 as const) }];
  if (addresses.length === 0) return refused(`host ${url.host} has no address`);
  // The address is not told: whoever writes a manifest is not to map a private network by its names.
  return addresses.every(({ address }) => isPublicAddress(address))
    ? { kind: 'allowed', url, addresses }
    : refused(`host ${url.host} has an address outside the public internet`);
}

const refused = (why: string): Destination => ({ kind: 'refused', why });

import { isIP } from 'node:net';
import { globMatches } from '../../core/gates/glob.ts';
import type { PinnedPost, Resolve } from './pinned-post.ts';
import { isPublicAddress } from './public-address.ts';

/** Where a webhook may be sent, with all addresses checked, or why it may not be sent. */
export type Destination =
  | { readonly kind: 'allowed'; readonly url: URL; readonly addresses: PinnedPost['addresses'] }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Only for a laptop. The list must name it in full: no pattern makes this machine's own services reachable.
 */
const ownMachine = /^http:\/\/127\.0\.0\.1:\d{1,5}$/;

/**
 * Checks an address from a manifest: it must be https, its host must be on the list, and each of its
 * addresses must be public. The caller connects to exactly these addresses, so a DNS change after the check
 * has no effect (DNS rebinding).
 *
 * @param allowed hosts allowed at deploy time; `*` stands for anything
 * @throws Error if the host cannot be resolved
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
  // Do not show the address: the author of a manifest must not be able to map a private network.
  return addresses.every(({ address }) => isPublicAddress(address))
    ? { kind: 'allowed', url, addresses }
    : refused(`host ${url.host} has an address outside the public internet`);
}

const refused = (why: string): Destination => ({ kind: 'refused', why });

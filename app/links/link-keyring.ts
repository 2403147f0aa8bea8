import { type Keyring, keyringOf } from '../../core/links/keyring.ts';
import type { Secrets } from '../../core/ports/secrets.ts';
import { readAnewOnce } from '../secrets/read-anew-once.ts';

/**
 * The keys of links, buttons and callbacks: from the link secret's newest value, and for a day from the
 * previous one.
 */
export type LinkKeyring = (how?: { readonly fresh?: boolean }) => Promise<Keyring>;

export const linkKeyring =
  (secrets: Secrets, secret: string): LinkKeyring =>
  async (how) =>
    keyringOf(await secrets.accepted(secret, how));

type Verified = { readonly ok: true } | { readonly ok: false; readonly refusal: string };

/** Verifies with the cached keys. If the key is not among them, tries once more with freshly read ones. */
export const verifiedWith = <V extends Verified>(
  keyring: LinkKeyring,
  verify: (keys: Keyring) => V,
): Promise<V> =>
  readAnewOnce(
    async (fresh) => verify(await keyring({ fresh })),
    (verified) => !verified.ok && verified.refusal === 'unknown-key',
  );

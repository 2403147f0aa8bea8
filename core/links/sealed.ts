import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ChannelId } from '../values/channel-id.ts';
import type { Keyring } from './keyring.ts';

/**
 * Who may use it. The bearer of a link needs nothing else, but a button's value counts only in a request that
 * its channel has signed. So neither may pass for the other: other apps of the workspace can read button
 * values. A webhook's callback decides only about that webhook's own gate.
 */
export type Audience = 'link' | ChannelId | 'callback';

/** Why it could not be opened. */
export type SealRefusal = 'malformed' | 'unknown-key' | 'tampered';
export type Unsealed =
  | { readonly ok: true; readonly content: string }
  | { readonly ok: false; readonly refusal: SealRefusal };

/**
 * `v1.<key id>.<content>.<HMAC-SHA256>`, the last two in base64url: safe in a URL. Signed, not encrypted.
 * @throws Error if the keyring lacks its current key
 */
export function seal(keyring: Keyring, audience: Audience, content: string): string {
  const signed = `v1.${keyring.current}.${Buffer.from(content).toString('base64url')}`;
  return `${signed}.${mac(keyring, keyring.current, audience, signed)}`;
}

/**
 * The content sealed for that audience with any key of the ring. Nothing in it is read before its signature
 * is verified.
 */
export function open(keyring: Keyring, audience: Audience, sealed: string): Unsealed {
  const parts = /^(v1\.([A-Za-z0-9-]{1,32})\.([A-Za-z0-9_-]{1,1500}))\.([A-Za-z0-9_-]{43})$/.exec(sealed);
  const [, signed, keyId, content, given] = parts ?? [];
  if (signed === undefined || keyId === undefined || content === undefined || given === undefined) {
    return { ok: false, refusal: 'malformed' };
  }
  if (!Object.hasOwn(keyring.keys, keyId)) return { ok: false, refusal: 'unknown-key' };
  // Compared as text: base64 can write the last bits in more than one way, but each reference must have only
  // one form.
  if (!isSame(mac(keyring, keyId, audience, signed), given)) return { ok: false, refusal: 'tampered' };
  return { ok: true, content: Buffer.from(content, 'base64url').toString() };
}

/** A URL at the function's address with a sealed value in it. */
export function sealedUrl(baseUrl: string, path: string, parameter: string, sealed: string): string {
  const url = new URL(path, baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
  url.searchParams.set(parameter, sealed);
  return url.href;
}

function mac(keyring: Keyring, keyId: string, audience: Audience, signed: string): string {
  const key = Object.hasOwn(keyring.keys, keyId) ? keyring.keys[keyId] : undefined;
  // With an empty key, anybody could sign.
  if (!key) throw new Error(`the keyring's current key "${keyId}" is not among its keys`);
  const hmac = createHmac('sha256', Buffer.from(key, 'base64'));
  return hmac.update(`greenlight ${audience} ${signed}`).digest('base64url');
}

/** Both have the same length here, whatever the input. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(Buffer.from(one), Buffer.from(other));

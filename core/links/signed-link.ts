import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { decisionActionSchema } from './decision-action.ts';
import type { Keyring } from './keyring.ts';

/** What a link or a button asks for, and how long it may. */
export const claimSchema = z.object({
  action: decisionActionSchema,
  endpoint: z.string().min(1).max(63),
  rollout: z.string().min(1).max(80),
  /** The gate that it answers, by its key in the ledger; none where it is about the rollout. */
  gate: z.string().min(1).max(200).optional(),
  /** Epoch milliseconds. */
  expiresAt: z.number().int(),
  /** Makes it single: the ledger marks it when it is used. */
  nonce: z.string().min(1).max(64),
});
export type Claim = z.infer<typeof claimSchema>;

/**
 * Who may hold it. A link's bearer needs nothing else, while a button's value counts only in a request that Slack
 * has signed. So neither may pass for the other: button values can be read by other apps of the workspace.
 */
export type Audience = 'link' | 'slack';

/** Why a reference is refused. `used` and `decided` are for the ledger to find. */
export type Refusal = 'malformed' | 'unknown-key' | 'tampered' | 'expired' | 'other-purpose';
export type Verified =
  | { readonly ok: true; readonly claim: Claim }
  | { readonly ok: false; readonly refusal: Refusal; readonly why: string };

/**
 * `v1.<key id>.<claim>.<HMAC-SHA256>`, the last two in base64url: safe in an address, and at most 800 characters.
 * @throws Error if the keyring lacks its current key
 */
export function signReference(keyring: Keyring, audience: Audience, claim: Claim): string {
  const { action, endpoint, rollout, gate, expiresAt, nonce } = claim;
  const content = JSON.stringify([action, endpoint, rollout, gate ?? null, expiresAt, nonce]);
  const signed = `v1.${keyring.current}.${Buffer.from(content).toString('base64url')}`;
  return `${signed}.${mac(keyring, keyring.current, audience, signed).toString('base64url')}`;
}

/**
 * The claim of a reference, or why it is refused. The signature is checked before anything in it is looked at.
 *
 * @param now epoch milliseconds
 * @param expected what it is used for: a reference for another action or gate is refused
 */
export function verifyReference(
  keyring: Keyring,
  audience: Audience,
  reference: string,
  now: number,
  expected: Partial<Pick<Claim, 'action' | 'gate'>> = {},
): Verified {
  const parts = /^(v1\.([A-Za-z0-9-]{1,32})\.([A-Za-z0-9_-]{1,1500}))\.([A-Za-z0-9_-]{43})$/.exec(reference);
  const [, signed, keyId, content, given] = parts ?? [];
  if (signed === undefined || keyId === undefined || content === undefined || given === undefined) {
    return refused('malformed');
  }
  if (!Object.hasOwn(keyring.keys, keyId)) return refused('unknown-key');
  if (!isSame(mac(keyring, keyId, audience, signed), Buffer.from(given, 'base64url'))) {
    return refused('tampered');
  }
  const claim = claimFrom(content);
  if (claim === undefined) return refused('malformed');
  if (now >= claim.expiresAt) return refused('expired');
  const { action = claim.action, gate = claim.gate } = expected;
  if (action !== claim.action || gate !== claim.gate) return refused('other-purpose');
  return { ok: true, claim };
}

/**
 * The nonce of a button: always the same for the same question, so that a message that says the same stays the
 * same. A link's is drawn at random instead, by whoever hands it out.
 */
export const stableNonce = (...about: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(about)).digest('base64url').slice(0, 22);

/**
 * The nonce of what answers a gate's question: of another round it is another one, so a link or a button is good for
 * the question that its bearer has seen, and for no other.
 */
export const questionNonce = (rollout: string, gate: string, round: number): string =>
  stableNonce(rollout, gate, String(round));

/** Which of the gate's questions so far it answers: the one of `round` first, then earlier ones; undefined for none. */
export function roundOf({ rollout, gate, nonce }: Claim, round: number): number | undefined {
  if (gate === undefined) return undefined;
  for (let asked = round; asked > 0; asked -= 1)
    if (nonce === questionNonce(rollout, gate, asked)) return asked;
  return undefined;
}

/** The address of a link: the page that asks, at the function's URL. */
export function linkUrl(baseUrl: string, reference: string): string {
  const url = new URL('decide', baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
  url.searchParams.set('link', reference);
  return url.href;
}

function mac(keyring: Keyring, keyId: string, audience: Audience, signed: string): Buffer {
  const key = Object.hasOwn(keyring.keys, keyId) ? keyring.keys[keyId] : undefined;
  // An empty key would sign for anybody.
  if (!key) throw new Error(`the keyring's current key "${keyId}" is not among its keys`);
  return createHmac('sha256', Buffer.from(key, 'base64')).update(`greenlight ${audience} ${signed}`).digest();
}

const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && timingSafeEqual(one, other);

const contentSchema = z.tuple([
  claimSchema.shape.action,
  claimSchema.shape.endpoint,
  claimSchema.shape.rollout,
  z.string().min(1).max(200).nullable(),
  claimSchema.shape.expiresAt,
  claimSchema.shape.nonce,
]);

function claimFrom(content: string): Claim | undefined {
  try {
    const text = Buffer.from(content, 'base64url').toString();
    const [action, endpoint, rollout, gate, expiresAt, nonce] = contentSchema.parse(JSON.parse(text));
    return { action, endpoint, rollout, ...(gate !== null && { gate }), expiresAt, nonce };
  } catch {
    // Signed by us, but by another version of us.
    return undefined;
  }
}

const refused = (refusal: Refusal): Verified => ({ ok: false, refusal, why: reasons[refusal] });

const reasons: Readonly<Record<Refusal, string>> = {
  malformed: 'This is not a link of Greenlight, or only a part of one. Copy it whole.',
  'unknown-key': 'This link was signed with a key that is not in use any more. Ask for a new one.',
  tampered: 'This link was changed after it was made. Nothing was done.',
  expired: 'This link has expired. Nothing was done.',
  'other-purpose': 'This link is for something else. Nothing was done.',
};

import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ChannelId } from '../values/channel-id.ts';
import { decisionActionSchema } from './decision-action.ts';
import type { Keyring } from './keyring.ts';
import { open, type SealRefusal, seal, sealedUrl } from './sealed.ts';

/** What a link or a button asks for, and until when it is valid. */
const claimSchema = z.object({
  action: decisionActionSchema,
  endpoint: z.string().min(1).max(63),
  rollout: z.string().min(1).max(80),
  /** The ledger key of the gate that it answers; absent if it concerns the whole rollout. */
  gate: z.string().min(1).max(200).optional(),
  /** Epoch milliseconds. */
  expiresAt: z.number().int(),
  /**
   * Identifies the question that it answers (questionNonce). The ledger accepts one answer for each, so it
   * works once.
   */
  nonce: z.string().min(1).max(64),
});
export type TokenClaim = z.infer<typeof claimSchema>;

/** Why a reference is refused. `used` and `decided` are found by the ledger. */
export type Refusal = SealRefusal | 'expired' | 'other-purpose';
export type Verified =
  | { readonly ok: true; readonly claim: TokenClaim }
  | { readonly ok: false; readonly refusal: Refusal; readonly why: string };

/** A claim is used either by a link's bearer or by the person who presses a button. */
type ClaimAudience = 'link' | ChannelId;

/**
 * The sealed claim (sealed.ts): safe in a URL, at most 800 characters.
 * @throws Error if the keyring lacks its current key
 */
export function signToken(keyring: Keyring, audience: ClaimAudience, claim: TokenClaim): string {
  const { action, endpoint, rollout, gate, expiresAt, nonce } = claim;
  const content = JSON.stringify([action, endpoint, rollout, gate ?? null, expiresAt, nonce]);
  return seal(keyring, audience, content);
}

/**
 * The claim of a reference, or why it is refused. The signature is checked before anything in it is read.
 *
 * @param now epoch milliseconds
 * @param expected what it is used for: a reference for another action or gate is refused
 */
export function verifyToken(
  keyring: Keyring,
  audience: ClaimAudience,
  reference: string,
  now: number,
  expected: Partial<Pick<TokenClaim, 'action' | 'gate'>> = {},
): Verified {
  const opened = open(keyring, audience, reference);
  if (!opened.ok) return refused(opened.refusal);
  const claim = claimFrom(opened.content);
  if (claim === undefined) return refused('malformed');
  if (now >= claim.expiresAt) return refused('expired');
  const { action = claim.action, gate = claim.gate } = expected;
  if (action !== claim.action || gate !== claim.gate) return refused('other-purpose');
  return { ok: true, claim };
}

/**
 * A nonce that is always the same for the same question. So an unchanged message stays the same, and a link
 * that was issued twice counts once.
 */
export const stableNonce = (...about: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(about)).digest('base64url').slice(0, 22);

/**
 * The nonce of the answers to a gate's question. It differs for each round, so a link or a button answers
 * only the question that its bearer has seen.
 */
export const questionNonce = (rollout: string, gate: string, round: number): string =>
  stableNonce(rollout, gate, String(round));

/** Which of the gate's questions it answers: first `round` is tried, then earlier ones; undefined if none. */
export function roundOf({ rollout, gate, nonce }: TokenClaim, round: number): number | undefined {
  if (gate === undefined) return undefined;
  for (let asked = round; asked > 0; asked -= 1)
    if (nonce === questionNonce(rollout, gate, asked)) return asked;
  return undefined;
}

/** The URL of a link: the page at the function's URL that asks for confirmation. */
export const linkUrl = (baseUrl: string, reference: string): string =>
  sealedUrl(baseUrl, 'decide', 'link', reference);

const contentSchema = z.tuple([
  claimSchema.shape.action,
  claimSchema.shape.endpoint,
  claimSchema.shape.rollout,
  z.string().min(1).max(200).nullable(),
  claimSchema.shape.expiresAt,
  claimSchema.shape.nonce,
]);

function claimFrom(content: string): TokenClaim | undefined {
  try {
    const [action, endpoint, rollout, gate, expiresAt, nonce] = contentSchema.parse(JSON.parse(content));
    return { action, endpoint, rollout, ...(gate !== null && { gate }), expiresAt, nonce };
  } catch {
    // Signed by us, but by another version of Greenlight.
    return undefined;
  }
}

const refused = (refusal: Refusal): Verified => ({ ok: false, refusal, why: reasons[refusal] });

const reasons: Readonly<Record<Refusal, string>> = {
  malformed: 'This is not a link of Greenlight, or only a part of one. Copy it whole.',
  'unknown-key': 'This link was signed with a key that is no longer in use. Ask for a new one.',
  tampered: 'This link was changed after it was made. Nothing was done.',
  expired: 'This link has expired. Nothing was done.',
  'other-purpose': 'This link is for something else. Nothing was done.',
};

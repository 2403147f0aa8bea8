import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ChannelId } from '../values/channel-id.ts';
import { decisionActionSchema } from './decision-action.ts';
import type { Keyring } from './keyring.ts';
import { open, type SealRefusal, seal, sealedUrl } from './sealed.ts';

/** What a link or a button asks for, and how long it may. */
const claimSchema = z.object({
  action: decisionActionSchema,
  endpoint: z.string().min(1).max(63),
  rollout: z.string().min(1).max(80),
  /** The gate that it answers, by its key in the ledger; none where it is about the rollout. */
  gate: z.string().min(1).max(200).optional(),
  /** Epoch milliseconds. */
  expiresAt: z.number().int(),
  /** Of the one question that it answers (questionNonce). The ledger takes one answer to each: that makes it single. */
  nonce: z.string().min(1).max(64),
});
export type TokenClaim = z.infer<typeof claimSchema>;

/** Why a reference is refused. `used` and `decided` are for the ledger to find. */
export type Refusal = SealRefusal | 'expired' | 'other-purpose';
export type Verified =
  | { readonly ok: true; readonly claim: TokenClaim }
  | { readonly ok: false; readonly refusal: Refusal; readonly why: string };

/** A claim is a link's bearer's, or that of whoever presses a button. */
type ClaimAudience = 'link' | ChannelId;

/**
 * The claim, sealed (sealed.ts): safe in an address, and at most 800 characters.
 * @throws Error if the keyring lacks its current key
 */
export function signToken(keyring: Keyring, audience: ClaimAudience, claim: TokenClaim): string {
  const { action, endpoint, rollout, gate, expiresAt, nonce } = claim;
  const content = JSON.stringify([action, endpoint, rollout, gate ?? null, expiresAt, nonce]);
  return seal(keyring, audience, content);
}

/**
 * The claim of a reference, or why it is refused. The signature is checked before anything in it is looked at.
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
 * A nonce: always the same for the same question, so that a message that says the same stays the same, and that what
 * was handed out twice counts once.
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
export function roundOf({ rollout, gate, nonce }: TokenClaim, round: number): number | undefined {
  if (gate === undefined) return undefined;
  for (let asked = round; asked > 0; asked -= 1)
    if (nonce === questionNonce(rollout, gate, asked)) return asked;
  return undefined;
}

/** The address of a link: the page that asks, at the function's URL. */
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

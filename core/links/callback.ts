import * as z from 'zod';
import type { Keyring } from './keyring.ts';
import { open, type SealRefusal, seal, sealedUrl } from './sealed.ts';

/** The gate whose webhook may answer later, and until when. */
const callbackSchema = z.object({
  endpoint: z.string().min(1).max(63),
  /** Its key in the ledger, which contains the rollout. */
  gate: z.string().min(1).max(200),
  /** Epoch milliseconds. */
  expiresAt: z.number().int(),
});
export type Callback = z.infer<typeof callbackSchema>;

export type VerifiedCallback =
  | { readonly ok: true; readonly callback: Callback }
  | { readonly ok: false; readonly refusal: SealRefusal | 'expired'; readonly why: string };

/** The URL by which a webhook may answer. Anybody who has it can answer, so it is given to nobody else. */
export function callbackUrl(keyring: Keyring, baseUrl: string, callback: Callback): string {
  const { endpoint, gate, expiresAt } = callback;
  const sealed = seal(keyring, 'callback', JSON.stringify([endpoint, gate, expiresAt]));
  return sealedUrl(baseUrl, 'callback', 'ref', sealed);
}

/** @param now epoch milliseconds */
export function verifyCallback(keyring: Keyring, reference: string, now: number): VerifiedCallback {
  const opened = open(keyring, 'callback', reference);
  if (!opened.ok) return refused(opened.refusal);
  const callback = callbackFrom(opened.content);
  if (callback === undefined) return refused('malformed');
  return now < callback.expiresAt ? { ok: true, callback } : refused('expired');
}

function callbackFrom(content: string): Callback | undefined {
  try {
    const [endpoint, gate, expiresAt] = z.tuple(contentParts).parse(JSON.parse(content));
    return { endpoint, gate, expiresAt };
  } catch {
    // Signed by us, but by another version of Greenlight.
    return undefined;
  }
}

const { endpoint, gate, expiresAt } = callbackSchema.shape;
const contentParts = [endpoint, gate, expiresAt] as const;

const refused = (refusal: SealRefusal | 'expired'): VerifiedCallback => ({
  ok: false,
  refusal,
  why: reasons[refusal],
});

const reasons: Readonly<Record<SealRefusal | 'expired', string>> = {
  malformed: 'ref: expected the callbackUrl as it was given, got something else or a part of it',
  'unknown-key': 'ref: it was signed with a key that is no longer in use',
  tampered: 'ref: expected the callbackUrl as it was given, got one that was changed',
  expired: 'the time to answer is up',
};

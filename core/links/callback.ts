import * as z from 'zod';
import type { Keyring } from './keyring.ts';
import { open, type SealRefusal, seal, sealedUrl } from './sealed.ts';

/** Which gate's webhook may answer later, and how long. */
const callbackSchema = z.object({
  endpoint: z.string().min(1).max(63),
  /** By its key in the ledger, which has the rollout in it. */
  gate: z.string().min(1).max(200),
  /** Epoch milliseconds. */
  expiresAt: z.number().int(),
});
export type Callback = z.infer<typeof callbackSchema>;

export type VerifiedCallback =
  | { readonly ok: true; readonly callback: Callback }
  | { readonly ok: false; readonly refusal: SealRefusal | 'expired'; readonly why: string };

/** The address that a webhook is given to answer by: whoever has it can, so it is told to nobody else. */
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
    // Signed by us, but by another version of us.
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
  'unknown-key': 'ref: it was signed with a key that is not in use any more',
  tampered: 'ref: expected the callbackUrl as it was given, got one that was changed',
  expired: 'the time to answer is up',
};

import { createHmac, timingSafeEqual } from 'node:crypto';

/** Slack's own bound: "the request timestamp is more than five minutes from local time". */
const windowSeconds = 300;

/** What a request says about who sent it: two headers, and the very bytes of the body. */
export interface SignedRequest {
  /** X-Slack-Request-Timestamp, epoch seconds. */
  readonly timestamp: string | undefined;
  /** X-Slack-Signature. */
  readonly signature: string | undefined;
  readonly body: Uint8Array;
}

export type SignatureRefusal = 'missing' | 'malformed' | 'too-old' | 'ahead' | 'wrong';

/** `v0=` and the HMAC-SHA256 of `v0:<timestamp>:<raw body>` in hex (docs.slack.dev, "Verifying requests"). */
export function slackSignature(signingSecret: string, timestamp: string, body: Uint8Array): string {
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex');
  return `v0=${digest}`;
}

/**
 * Why a request is not Slack's, or undefined if it is. A replay is good for five minutes, so whoever acts on it
 * must take it once; a timestamp ahead of us by more is refused too, or it could be replayed for longer.
 *
 * @param signingSecrets the app's; two while one is being replaced
 * @param now epoch milliseconds, when the request arrived
 * @throws Error if a secret is empty: it would let anybody sign
 */
export function refuseSignature(
  signingSecrets: readonly string[],
  { timestamp, signature, body }: SignedRequest,
  now: number,
): SignatureRefusal | undefined {
  if (signingSecrets.length === 0 || signingSecrets.includes('')) {
    throw new Error("signing secret: expected the Slack app's, got none");
  }
  if (timestamp === undefined || signature === undefined) return 'missing';
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return 'malformed';
  const given = Buffer.from(signature);
  // Every secret is tried, and compared in constant time: how long it takes tells nothing.
  const matches = signingSecrets.map((secret) =>
    timingSafeEqual(Buffer.from(slackSignature(secret, timestamp, body)), given),
  );
  if (!matches.includes(true)) return 'wrong';
  const ageSeconds = now / 1000 - Number(timestamp);
  if (ageSeconds > windowSeconds) return 'too-old';
  if (ageSeconds < -windowSeconds) return 'ahead';
  return undefined;
}

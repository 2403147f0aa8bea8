import { createHmac, timingSafeEqual } from 'node:crypto';

/** Slack's own limit: "the request timestamp is more than five minutes from local time". */
const windowSeconds = 300;

/** What a request says about its sender: two headers, and the exact bytes of the body. */
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
 * Why a request is not from Slack, or undefined if it is. A replay is valid for five minutes, so a request
 * must be acted on only once. A timestamp more than five minutes ahead is refused too; otherwise it could be
 * replayed for longer.
 *
 * @param signingSecrets the app's; two while one is being replaced
 * @param now epoch milliseconds, when the request arrived
 * @throws Error if a secret is empty: with it anybody could sign
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
  // Every secret is tried and compared in constant time, so that timing reveals nothing.
  const matches = signingSecrets.map((secret) =>
    timingSafeEqual(Buffer.from(slackSignature(secret, timestamp, body)), given),
  );
  if (!matches.includes(true)) return 'wrong';
  const ageSeconds = now / 1000 - Number(timestamp);
  if (ageSeconds > windowSeconds) return 'too-old';
  if (ageSeconds < -windowSeconds) return 'ahead';
  return undefined;
}

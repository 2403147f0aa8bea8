import { createHmac } from 'node:crypto';

/**
 * `v1=` and the HMAC-SHA256 of `v1:<timestamp>:<raw body>` in hex. The receiver computes the same, compares in
 * constant time, and refuses timestamps more than five minutes off its own clock, so that nothing can be replayed.
 *
 * @param timestamp epoch seconds, as the header X-Greenlight-Timestamp has it
 * @throws Error if the key is empty: anybody could sign with it
 */
export function webhookSignature(key: string, timestamp: string, body: string): string {
  if (key === '') throw new Error('webhook signing key: expected a secret, got an empty one');
  return `v1=${createHmac('sha256', key).update(`v1:${timestamp}:${body}`).digest('hex')}`;
}

import { createHmac } from 'node:crypto';

/**
 * `v1=` and the HMAC-SHA256 of `v1:<timestamp>:<raw body>` in hex. The receiver computes the same and
 * compares in constant time. It refuses timestamps more than five minutes off its own clock, which prevents
 * replays.
 *
 * @param timestamp epoch seconds, as in the header X-Greenlight-Timestamp
 * @throws Error if the key is empty: anybody could sign with it
 */
export function webhookSignature(key: string, timestamp: string, body: string): string {
  if (key === '') throw new Error('webhook signing key: expected a secret, got an empty one');
  return `v1=${createHmac('sha256', key).update(`v1:${timestamp}:${body}`).digest('hex')}`;
}

import { gateKey } from '../gates/gate-key.ts';
import type { GateItem } from '../gates/item.ts';
import { type Rollout, rolloutName } from '../release.ts';
import type { Keyring } from './keyring.ts';
import { linkUrl, questionNonce, signToken } from './signed-link.ts';

/** The two URLs that answer a gate's question. Anybody who has one can use it. */
export interface AnswerLinks {
  readonly approve: string;
  readonly reject: string;
}

/**
 * A week, because links lie around in chats and mails. A question that waits longer is answered by commands.
 */
const longestMs = 7 * 24 * 3_600_000;

/**
 * The links for the gate's current question; undefined unless the manifest says that a link is enough. Each
 * call makes the same two links except for their expiry, and one answer uses up both.
 *
 * @param decideUrl the URL of the function decideGate
 * @param now epoch milliseconds
 */
export function answerLinks(
  keyring: Keyring,
  decideUrl: string,
  rollout: Rollout,
  { ask, stage, n, round, until = Number.POSITIVE_INFINITY }: GateItem,
  now: number,
): AnswerLinks | undefined {
  if (!ask?.anyoneWithLink) return undefined;
  const name = rolloutName(rollout);
  const gate = gateKey({ rollout: name, stage, n });
  const link = (action: 'approve' | 'reject') => {
    const reference = signToken(keyring, 'link', {
      action,
      endpoint: rollout.release.endpoint,
      rollout: name,
      gate,
      expiresAt: Math.min(until, now + longestMs),
      nonce: questionNonce(name, gate, round),
    });
    return linkUrl(decideUrl, reference);
  };
  return { approve: link('approve'), reject: link('reject') };
}

import type { Keyring } from '../links/keyring.ts';
import { questionNonce, signToken, stableNonce } from '../links/signed-link.ts';
import type { ChannelId } from '../values/channel-id.ts';
import { epochMsOf } from '../values/instant.ts';
import type { SignButton } from './offers.ts';
import type { RolloutView } from './view.ts';

/** How long a button without a deadline of its own is valid: the longest time that a gate may wait. */
const longestMs = 30 * 86_400_000;

/**
 * Makes the values of a message's buttons. They contain nothing random and no current time, so an unchanged
 * message stays the same to the byte. A gate's button is valid until the gate's deadline; any other for 30
 * days from the start of the rollout's phase.
 *
 * @param channel the channel that shows the buttons; another channel cannot use them
 * @param round the number of the gate's question; a new question invalidates the buttons of the previous one
 */
export function buttonSigner(
  channel: ChannelId,
  keyring: Keyring,
  view: RolloutView,
  round: number,
): SignButton {
  const { gate } = view;
  const bounded = epochMsOf(view.since) + longestMs;
  return (asked) => {
    const isGates = asked.gate !== undefined && asked.gate === gate?.id;
    const deadline = isGates && gate.until !== undefined ? epochMsOf(gate.until) : bounded;
    return signToken(keyring, channel, {
      ...asked,
      expiresAt: deadline,
      nonce:
        isGates && asked.gate !== undefined
          ? questionNonce(asked.rollout, asked.gate, round)
          : stableNonce(asked.action, asked.rollout, view.phase),
    });
  };
}

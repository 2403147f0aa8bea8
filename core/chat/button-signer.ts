import type { Keyring } from '../links/keyring.ts';
import { questionNonce, signToken, stableNonce } from '../links/signed-link.ts';
import type { ChannelId } from '../values/channel-id.ts';
import { epochMsOf } from '../values/instant.ts';
import type { SignButton } from './offers.ts';
import type { RolloutView } from './view.ts';

/** How long a button is good for where no deadline says it: as long as a gate may wait at most. */
const longestMs = 30 * 86_400_000;

/**
 * Makes the values of a message's buttons. Nothing in them is drawn or told by the clock: a message that says the same
 * stays the same, to the byte. A button of a gate is good until the gate's deadline; any other for 30 days from when the
 * rollout's phase began.
 *
 * @param channel whose buttons they are: in another channel's hands they are worthless
 * @param round which question the gate asks: another one makes the buttons of the one before worthless
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

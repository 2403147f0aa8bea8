import type { Keyring } from '../links/keyring.ts';
import { signReference, stableNonce } from '../links/signed-link.ts';
import type { Refer } from './buttons.ts';
import type { RolloutView } from './view.ts';

/** How long a button is good for where no deadline says it: as long as a gate may wait at most. */
const longestMs = 30 * 86_400_000;

/**
 * Makes the values of a message's buttons. Nothing in them is drawn or told by the clock: a message that says the same
 * stays the same, to the byte. A button of a gate is good until the gate's deadline; any other for 30 days from when the
 * rollout's phase began.
 *
 * @param round which question the gate asks: another one makes the buttons of the one before worthless
 */
export function referring(keyring: Keyring, view: RolloutView, round: number): Refer {
  const { gate } = view;
  const bounded = Date.parse(view.since) + longestMs;
  return (ask) => {
    const isGates = ask.gate !== undefined && ask.gate === gate?.id;
    const deadline = isGates && gate.until !== undefined ? Date.parse(gate.until) : bounded;
    const asked = isGates ? round : 0;
    return signReference(keyring, 'slack', {
      ...ask,
      expiresAt: deadline,
      nonce: `${asked}.${stableNonce(ask.action, ask.rollout, ask.gate ?? '', String(asked), view.phase)}`,
    });
  };
}

/** Which of a gate's questions a button answers, by its nonce; undefined where it is about no gate. */
export function roundIn(nonce: string): number | undefined {
  const round = Number(/^(\d{1,9})\.[A-Za-z0-9_-]{22}$/.exec(nonce)?.[1] ?? 0);
  return round > 0 ? round : undefined;
}

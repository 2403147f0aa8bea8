import { describe, expect, it } from 'vitest';
import { buttonSigner } from '../../../core/chat/button-signer.ts';
import { roundOf, verifyToken } from '../../../core/links/signed-link.ts';
import { instantMs } from '../../support/builders.ts';
import { aGateView, aKeyring, aRolloutView } from '../../support/slack-views.ts';

const gate = aGateView();
const view = aRolloutView({ gate });
const about = { endpoint: 'iris', rollout: view.rollout };
const claimOf = (reference: string, now = instantMs) => {
  const verified = verifyToken(aKeyring, 'slack', reference, now);
  if (!verified.ok) throw new Error(verified.why);
  return verified.claim;
};

describe('A button’s value', () => {
  it('is good until its gate’s deadline, for that gate’s question alone', () => {
    const approve = { ...about, action: 'approve', gate: gate.id } as const;
    const claim = claimOf(buttonSigner('slack', aKeyring, view, 2)(approve));
    expect(claim).toMatchObject({ ...approve, expiresAt: Date.parse(gate.until ?? '') });
    expect(roundOf(claim, 2)).toBe(2);
    expect(roundOf(claim, 3)).toBe(2);
    expect(roundOf(claim, 1)).toBeUndefined();
    expect(claimOf(buttonSigner('slack', aKeyring, view, 3)(approve)).nonce).not.toBe(claim.nonce);
  });

  it('of no gate is good for 30 days from when the phase began', () => {
    const claim = claimOf(buttonSigner('slack', aKeyring, view, 2)({ ...about, action: 'abort' }));
    expect(claim.expiresAt).toBe(instantMs + 30 * 86_400_000);
    expect(roundOf(claim, 2)).toBeUndefined();
  });

  it('is the same for the same look, and none other’s', () => {
    const sign = buttonSigner('slack', aKeyring, view, 1);
    expect(sign({ ...about, action: 'abort' })).toBe(sign({ ...about, action: 'abort' }));
    expect(sign({ ...about, action: 'abort' })).not.toBe(sign({ ...about, action: 'roll-back' }));
  });
});

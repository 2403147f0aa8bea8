import { describe, expect, it } from 'vitest';
import { keyringOf } from '../../../core/links/keyring.ts';
import { signToken, type TokenClaim, verifyToken } from '../../../core/links/signed-link.ts';

const [before, after] = ['a'.repeat(64), 'b'.repeat(64)];
const claim: TokenClaim = {
  action: 'approve',
  endpoint: 'iris',
  rollout: 'iris-1',
  expiresAt: 1000,
  nonce: 'n',
};

describe('A keyring', () => {
  it('takes what was signed before its secret was rotated, as long as that is accepted', () => {
    const link = signToken(keyringOf([before]), 'link', claim);
    expect(verifyToken(keyringOf([after, before]), 'link', link, 0)).toEqual({ ok: true, claim });
    expect(verifyToken(keyringOf([after]), 'link', link, 0)).toMatchObject({ refusal: 'unknown-key' });
  });

  it('signs with the newest', () => {
    const link = signToken(keyringOf([after, before]), 'link', claim);
    expect(verifyToken(keyringOf([after]), 'link', link, 0)).toMatchObject({ ok: true });
  });

  it('takes no secret that is too short, nor none', () => {
    expect(() => keyringOf(['short'])).toThrow('32 random bytes');
    expect(() => keyringOf([])).toThrow('one of the keys');
  });
});

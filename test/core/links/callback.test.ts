import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callbackUrl, verifyCallback } from '../../../core/links/callback.ts';
import { signToken, verifyToken } from '../../../core/links/signed-link.ts';
import { instantMs } from '../../support/builders.ts';
import { aKeyring } from '../../support/slack-views.ts';

const callback = { endpoint: 'iris', gate: 'gate#iris-1#before#0', expiresAt: instantMs + 60_000 };
const url = new URL(callbackUrl(aKeyring, 'https://f.lambda-url.us-east-1.on.aws/', callback));
const signed = url.searchParams.get('ref') ?? '';
const verify = (reference: string, now = instantMs) => verifyCallback(aKeyring, reference, now);

describe('The address that a webhook answers by', () => {
  it('is the function’s own, and says which gate is meant', () => {
    expect([url.origin, url.pathname]).toEqual(['https://f.lambda-url.us-east-1.on.aws', '/callback']);
    expect(verify(signed)).toEqual({ ok: true, callback });
  });

  it('is refused if any character of it is another, or it is cut', () => {
    const other = fc.constantFrom(...'ABCDEFGHwxyz0123789-_.');
    fc.assert(
      fc.property(fc.nat(signed.length - 1), other, (index, character) => {
        fc.pre(signed[index] !== character);
        expect(verify(signed.slice(0, index) + character + signed.slice(index + 1)).ok).toBe(false);
        expect(verify(signed.slice(0, index)).ok).toBe(false);
      }),
    );
  });

  it('holds until it expires', () => {
    expect(verify(signed, callback.expiresAt - 1).ok).toBe(true);
    expect(verify(signed, callback.expiresAt)).toMatchObject({ refusal: 'expired' });
  });

  it('decides nothing else, nor can a link or a button pass for it', () => {
    expect(verifyToken(aKeyring, 'link', signed, instantMs)).toMatchObject({ refusal: 'tampered' });
    expect(verifyToken(aKeyring, 'slack', signed, instantMs)).toMatchObject({ refusal: 'tampered' });
    const claim = { ...callback, action: 'approve', rollout: 'iris-1', nonce: 'n' } as const;
    for (const audience of ['link', 'slack'] as const) {
      expect(verify(signToken(aKeyring, audience, claim))).toMatchObject({ refusal: 'tampered' });
    }
  });
});

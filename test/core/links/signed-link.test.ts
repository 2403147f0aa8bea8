import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionActionSchema, verdictOf } from '../../../core/links/decision-action.ts';
import { keyringSchema } from '../../../core/links/keyring.ts';
import {
  linkUrl,
  questionNonce,
  roundOf,
  signToken,
  stableNonce,
  type TokenClaim,
  verifyToken,
} from '../../../core/links/signed-link.ts';
import { instantMs } from '../../support/builders.ts';
import { aKeyring } from '../../support/slack-views.ts';

const claim: TokenClaim = {
  action: 'approve',
  endpoint: 'iris',
  rollout: 'iris-5f3a0c81d2e4-1',
  gate: 'gate#iris-5f3a0c81d2e4-1#before#0',
  expiresAt: instantMs + 60_000,
  nonce: 'n-1',
};
const signed = signToken(aKeyring, 'link', claim);
const verify = (reference: string, now = instantMs, expected = {}) =>
  verifyToken(aKeyring, 'link', reference, now, expected);

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const anyClaim: fc.Arbitrary<TokenClaim> = fc
  .record({
    action: fc.constantFrom(...decisionActionSchema.options),
    endpoint: fc.string({ unit: 'binary', minLength: 1, maxLength: 63 }),
    rollout: fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }),
    gate: fc.option(fc.string({ minLength: 1, maxLength: 200 }), { nil: undefined }),
    expiresAt: fc.integer({ min: instantMs + 1, max: 8.64e15 }),
    nonce: fc.string({ minLength: 1, maxLength: 64 }),
  })
  .filter(({ endpoint, rollout }) => endpoint.isWellFormed() && rollout.isWellFormed())
  .map(({ gate, ...rest }) => ({ ...rest, ...(gate !== undefined && { gate }) }));

describe('A signed reference', () => {
  it('gives back what was signed, and fits a button and an address', () => {
    fc.assert(
      fc.property(anyClaim, (given) => {
        const reference = signToken(aKeyring, 'slack', given);
        expect(verifyToken(aKeyring, 'slack', reference, instantMs)).toEqual({ ok: true, claim: given });
        expect(reference.length).toBeLessThanOrEqual(2000);
        expect(encodeURIComponent(reference)).toBe(reference);
      }),
    );
  });

  it('is refused if any character of it is another, or it is cut', () => {
    fc.assert(
      fc.property(fc.nat(signed.length - 1), fc.constantFrom(...base64url, '.', '='), (index, character) => {
        fc.pre(signed[index] !== character);
        const changed = signed.slice(0, index) + character + signed.slice(index + 1);
        expect(verify(changed).ok).toBe(false);
        expect(verify(signed.slice(0, index)).ok).toBe(false);
      }),
    );
  });

  it.each([
    ['expired', signed, claim.expiresAt],
    ['expired', signed, claim.expiresAt + 86_400_000],
    ['malformed', '', instantMs],
    ['malformed', `${signed} `, instantMs],
    ['malformed', signed.replace('v1.', 'v2.'), instantMs],
    ['unknown-key', signed.replace('.k2.', '.k3.'), instantMs],
    ['unknown-key', signed.replace('.k2.', '.constructor.'), instantMs],
    ['tampered', signed.replace('.k2.', '.k1.'), instantMs],
    ['tampered', signToken(aKeyring, 'slack', claim), instantMs],
  ])('is refused as %s', (refusal, reference, now) => {
    const verified = verify(reference, now);
    expect(verified).toMatchObject({ ok: false, refusal });
    expect(!verified.ok && verified.why).toMatch(/^This .*\.$/);
  });

  it('is written in one way only, though base64 would have four', () => {
    const written = [...base64url].map((last) => verify(signed.slice(0, -1) + last).ok);
    expect(written.filter(Boolean)).toHaveLength(1);
  });

  it('holds until the millisecond before it expires', () => {
    expect(verify(signed, claim.expiresAt - 1).ok).toBe(true);
  });

  it('is good for its own gate and action only', () => {
    expect(verify(signed, instantMs, { action: 'approve', gate: claim.gate }).ok).toBe(true);
    expect(verify(signed, instantMs, { action: 'reject' })).toMatchObject({ refusal: 'other-purpose' });
    expect(verify(signed, instantMs, { gate: 'gate#other#before#0' })).toMatchObject({
      refusal: 'other-purpose',
    });
  });

  it('outlives a rotation of the key, until the old key is taken out', () => {
    const rotated = { current: 'k3', keys: { ...aKeyring.keys, k3: Buffer.alloc(32, 3).toString('base64') } };
    expect(verifyToken(rotated, 'link', signed, instantMs).ok).toBe(true);
    const { k3 } = rotated.keys;
    expect(verifyToken({ current: 'k3', keys: { k3 } }, 'link', signed, instantMs)).toMatchObject({
      refusal: 'unknown-key',
    });
  });

  it('can’t be made with a key that isn’t there', () => {
    expect(() => signToken({ current: 'k9', keys: {} }, 'link', claim)).toThrow('"k9" is not among its keys');
  });
});

describe('A link', () => {
  it('is an address at the function’s URL', () => {
    for (const base of ['https://f.lambda-url.us-east-1.on.aws', 'https://f.lambda-url.us-east-1.on.aws/']) {
      const url = new URL(linkUrl(base, signed));
      expect([url.origin, url.pathname]).toEqual(['https://f.lambda-url.us-east-1.on.aws', '/decide']);
      expect(url.searchParams.get('link')).toBe(signed);
    }
  });
});

describe('A keyring', () => {
  it('has its current key, and keys that are long enough', () => {
    expect(keyringSchema.safeParse(aKeyring).success).toBe(true);
    expect(keyringSchema.safeParse({ ...aKeyring, current: 'k9' }).success).toBe(false);
    expect(keyringSchema.safeParse({ current: 'k1', keys: { k1: 'short' } }).success).toBe(false);
  });
});

describe('The question that a reference answers', () => {
  const { rollout, gate = '' } = claim;
  const of = (round: number, more: Partial<TokenClaim> = {}) => ({
    ...claim,
    nonce: questionNonce(rollout, gate, round),
    ...more,
  });

  it('is that of its round, and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (asked, now) => {
        expect(roundOf(of(asked), now)).toBe(asked <= now ? asked : undefined);
      }),
    );
  });

  it('is none where it is another gate’s, or about no gate', () => {
    expect(roundOf(of(1, { gate: 'gate#other#before#0' }), 3)).toBeUndefined();
    const { gate: _, ...about } = of(1);
    expect(roundOf(about, 3)).toBeUndefined();
  });
});

describe('Nonces and verdicts', () => {
  it('are the same for the same question', () => {
    expect(stableNonce('a', 'bc')).toBe(stableNonce('a', 'bc'));
    expect(stableNonce('a', 'bc')).not.toBe(stableNonce('ab', 'c'));
    expect(stableNonce('a')).toMatch(/^[\w-]{22}$/);
  });

  it('go on, or not', () => {
    expect(decisionActionSchema.options.map(verdictOf)).toEqual([
      'approve',
      'approve',
      'reject',
      'reject',
      'reject',
    ]);
  });
});

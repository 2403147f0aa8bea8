import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gateKey, gateName, gateOfKey } from '../../../core/gates/gate-key.ts';

const place = { rollout: 'iris-5f3a0c81d2e4-1', stage: 'before', n: 2 } as const;

describe('The key of a gate', () => {
  it('is as the ledger has it, and its name as people write it', () => {
    expect(gateKey(place)).toBe('gate#iris-5f3a0c81d2e4-1#before#2');
    expect(gateName(place)).toBe('iris-5f3a0c81d2e4-1/before/2');
  });

  it('leads back to the gate', () => {
    const any = fc.record({
      rollout: fc.stringMatching(/^[a-zA-Z0-9-]{1,63}$/),
      stage: fc.constantFrom('before' as const, 'during' as const, 'after' as const),
      n: fc.nat(99),
    });
    fc.assert(
      fc.property(any, (one) => {
        expect(gateOfKey(gateKey(one))).toEqual(one);
      }),
    );
  });

  it.each([
    '',
    'gate#',
    'gate#r#before',
    'gate#r#between#0',
    'gate#r#before#-1',
    'gate#a#b#before#0',
    'x#r#before#0',
  ])('is not %j', (text) => expect(gateOfKey(text)).toBeUndefined());
});

import { describe, expect, it } from 'vitest';
import { nearest } from '../../../core/manifest/near.ts';

const fields = ['strategy', 'step', 'bake', 'finalBake', 'timeout', 'on', 'by', 'for'];

describe('The word that was probably meant', () => {
  it.each([
    ['stratgy', 'strategy'],
    ['startegy', 'strategy'],
    ['strategies', undefined],
    ['Strategy', 'strategy'],
    ['final_bake', 'finalBake'],
    ['final-bake', 'finalBake'],
    ['tiemout', 'timeout'],
    ['stp', 'step'],
    ['fro', 'for'],
    ['bkae', 'bake'],
    // Of two letters, one that is wrong says nothing.
    ['in', undefined],
    ['canary', undefined],
    ['', undefined],
    ['x'.repeat(60_000), undefined],
  ])('for %s is %s', (written, meant) => {
    expect(nearest(written, fields)).toBe(meant);
  });

  it('is the nearer of two', () => {
    expect(nearest('stepp', ['steps1', 'step'])).toBe('step');
  });
});

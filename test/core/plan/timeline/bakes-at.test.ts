import { describe, expect, it } from 'vitest';
import { bakesAt } from '../../../../core/plan/timeline/bakes-at.ts';
import { aPlan } from '../../../support/builders.ts';

// Five instances, a fifth at a time, 5 min each: steps with 1, 2, 3, 4 and 5 of green serving.
const { timeline } = aPlan();

describe('The step of a plan', () => {
  it('is told by how much of green serves, with its bake', () => {
    expect(bakesAt(timeline, 2)).toMatchObject({ number: 2, of: 5, bakes: [{ kind: 'bake', seconds: 300 }] });
    expect(bakesAt(timeline, 5)).toMatchObject({ number: 5, of: 5 });
    expect(bakesAt(timeline, 5).bakes.at(-1)).toMatchObject({ kind: 'final-bake', seconds: 300 });
  });

  it('is the next one while nothing of it serves yet, and never more than there are', () => {
    expect(bakesAt(timeline, 0)).toMatchObject({ number: 1, of: 5, bakes: [] });
    expect(bakesAt(timeline, 9)).toMatchObject({ number: 5, of: 5, bakes: [] });
  });
});

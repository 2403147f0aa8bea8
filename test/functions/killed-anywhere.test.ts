import { describe, expect, it } from 'vitest';
import { functionStories } from '../support/function-stories/all.ts';
import { played, strikesOn } from '../support/killing.ts';

/** `npm run soak` also refuses each call once; dying after it is the harder of the two. */
const soaking = process.env.SOAK !== undefined;

describe.each(Object.entries(functionStories))(
  'Killed at any of its calls and tried again, %s',
  (_, stories) => {
    it.each(Object.entries(stories).filter(([, { collects, isLeft }]) => !collects && !isLeft))(
      'leaves what it would have left: %s',
      async (_, story) => {
        const { calls, world, inPassing } = await played(story);
        expect(calls).not.toEqual([]);
        for (const strike of strikesOn(calls).filter(({ how }) => how === 'killed' || soaking)) {
          const left = await played(story, strike);
          expect({ ...strike, world: left.world }).toEqual({ ...strike, world });
          const told = `told in passing, ${strike.how} at ${strike.at}`;
          expect(inPassing, told).toEqual(expect.arrayContaining([...left.inPassing]));
          expect(new Set(left.inPassing).size, told).toBe(left.inPassing.length);
        }
      },
      120_000,
    );
  },
);

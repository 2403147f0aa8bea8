import { describe, expect, it } from 'vitest';
import { functionStories } from '../support/function-stories/all.ts';
import { played, strikesOn } from '../support/killing.ts';

/**
 * `npm test` kills at every second call of a story: even ones of one story, odd ones of the next. `npm run soak` kills at
 * each, and also refuses each once; dying after it is the harder of the two.
 */
const soaking = process.env.SOAK !== undefined;

describe.each(Object.entries(functionStories))(
  'Killed at any of its calls and tried again, %s',
  (_, stories) => {
    const whole = Object.entries(stories).filter(([, { collects, isLeft }]) => !collects && !isLeft);
    it.each(whole.map(([name, story], index) => ({ name, story, index })))(
      'leaves what it would have left: $name',
      async ({ story, index }) => {
        const { calls, world, inPassing } = await played(story);
        expect(calls).not.toEqual([]);
        const strikes = strikesOn(calls);
        const kills = strikes.filter(({ how }) => how === 'killed').filter((_, at) => at % 2 === index % 2);
        for (const strike of soaking ? strikes : kills) {
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

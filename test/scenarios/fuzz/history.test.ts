import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawHistory } from '../../../scenarios/fuzz/draw-history.ts';
import { kindOf, playHistory } from '../../../scenarios/fuzz/play-history.ts';
import { parseReleaseStory } from '../../../scenarios/release-story.ts';
import { packageIfStale } from '../../../tools/package-if-stale.ts';

const seeds = Array.from({ length: 300 }, (_, index) => index + 1);
/** Always the same few; `npm run fuzz` plays as many as one likes. */
const slice = [1, 2, 4, 5, 6, 7, 8, 9];
const middle = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

describe('A history', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(drawHistory(7)).toEqual(drawHistory(7));
    expect(new Set(seeds.map((seed) => JSON.stringify(drawHistory(seed).steps))).size).toBe(seeds.length);
  });

  it('is a story', () => {
    for (const seed of seeds) parseReleaseStory(drawHistory(seed), `seed ${seed}`);
  });

  it('has a dozen acts, two endpoints and two troubles in the middle', () => {
    const histories = seeds.map(drawHistory);
    const troubles = ['events', 'replay', 'calls', 'slack', 'kill', 'pause', 'fault', 'lift', 'pretend'];
    const isTrouble = (step: object) => troubles.some((kind) => kind in step);
    expect(
      middle(histories.map(({ steps }) => steps.filter((step) => !isTrouble(step)).length)),
    ).toBeGreaterThanOrEqual(12);
    expect(middle(histories.map(({ others }) => others.length + 1))).toBeGreaterThanOrEqual(2);
    expect(middle(histories.map(({ steps }) => steps.filter(isTrouble).length))).toBeGreaterThanOrEqual(2);
  });

  it('that fails is counted with those that fail alike', () => {
    expect(kindOf('6: iris-0ad26f333eb3-1 is ROLLED_BACK, and the endpoint is Updating on v2@fraud')).toBe(
      kindOf('6: fraud-1ad26f333eb4-12 is ROLLED_BACK, and the endpoint is Updating on v13'),
    );
  });
});

describe('Played', () => {
  let template: unknown;
  beforeAll(async () => {
    template = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
  }, 60_000);

  it('the same history goes the same way', async () => {
    const [one, again] = [
      await playHistory(drawHistory(3), template),
      await playHistory(drawHistory(3), template),
    ];
    expect(again).toEqual(one);
    expect(one.reached.length).toBeGreaterThan(0);
  });

  it.each(slice)('history %i breaks no promise', async (seed) => {
    expect((await playHistory(drawHistory(seed), template)).violations).toEqual([]);
  });
});

import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadReleaseStory, releasesFolder, scenarioPath } from '../../scenarios/load.ts';
import { runReleaseStory } from '../../scenarios/run-release-story.ts';
import { packageIfStale } from '../../tools/package-if-stale.ts';
import { packagingMs } from '../support/packaged.ts';

let template: unknown;
beforeAll(async () => {
  template = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
}, packagingMs);

/** What is announced of judgements in a story of `compare`, in order. */
async function judgedIn(id: string) {
  const story = await loadReleaseStory(scenarioPath(id, releasesFolder));
  const { events } = await runReleaseStory(story, template, 'direct');
  return events.flatMap(({ detail }) => {
    const { phase, bake, outcome, judged } = detail as {
      phase?: string;
      bake?: number;
      outcome?: string;
      judged?: readonly { compare: string; verdict: string }[];
    };
    const verdicts = judged?.map(({ compare, verdict }) => `${compare} ${verdict}`);
    return verdicts === undefined ? [] : [[phase, bake ?? outcome, ...verdicts]];
  });
}

describe('What both fleets were judged by', () => {
  it('is announced once at the end of each bake, and with the outcome', async () => {
    expect(await judgedIn('compare/no-worse')).toEqual([
      ['judged', 1, '5xx MARGINAL'],
      ['judged', 2, '5xx MARGINAL'],
      ['concluded', 'DEPLOYED', '5xx MARGINAL'],
    ]);
  }, 60_000);

  it('is MARGINAL where too little was shown, and ends a rollout that demands more', async () => {
    expect(await judgedIn('judge/marginal')).toEqual([
      ['judged', 1, '5xx MARGINAL'],
      ['judged', 2, '5xx MARGINAL'],
      ['concluded', 'ROLLED_BACK', '5xx MARGINAL'],
    ]);
  }, 60_000);

  it('stays FAIL where the old fleet fails later on', async () => {
    const verdicts = (await judgedIn('compare/stays-decided')).flatMap(([, , ...found]) => found);
    expect(new Set(verdicts)).toEqual(new Set(['5xx FAIL']));
  }, 60_000);

  it('is announced where it ends the rollout', async () => {
    expect(await judgedIn('compare/worse')).toEqual([
      ['judged', 1, '5xx FAIL'],
      ['concluded', 'ROLLED_BACK', '5xx FAIL'],
    ]);
  }, 60_000);
});

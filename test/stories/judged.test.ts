import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../core/judge/finding.ts';
import { loadReleaseStory, releasesFolder, scenarioPath } from '../../scenarios/load.ts';
import { runReleaseStory } from '../../scenarios/run-release-story.ts';
import { packageIfStale } from '../../tools/package-if-stale.ts';
import { packagingMs } from '../support/packaged.ts';

let template: unknown;
beforeAll(async () => {
  template = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
}, packagingMs);

/** What the outcome says of judgements in a story of `compare`: verdict, comparison and the requests of the new fleet. */
async function concludedIn(id: string) {
  const story = await loadReleaseStory(scenarioPath(id, releasesFolder));
  const { events } = await runReleaseStory(story, template, 'direct');
  const found = events.flatMap(({ detail }) => {
    const { phase, judged = [] } = detail as { phase?: string; judged?: readonly Finding[] };
    return phase === 'concluded' ? judged : [];
  });
  return found.map(({ compare, verdict, green }) => [compare, verdict, green.requests] as const);
}

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

  it('is told with all that was counted until another comparison, or somebody, stopped it', async () => {
    const [failed, other] = await concludedIn('compare/stopped-by-another');
    expect(failed).toEqual(['5xx', 'FAIL', expect.any(Number)]);
    // As many of the same minutes; the metrics of the last of them may still be on their way.
    expect(other).toEqual(['4xx', expect.stringMatching(/MARGINAL|PASS/), failed?.[2]]);
    const [stopped] = await concludedIn('compare/stopped-by-people');
    // Five minutes before it, at six requests a minute on either fleet.
    expect(stopped).toEqual(['5xx', 'MARGINAL', expect.any(Number)]);
    expect(stopped?.[2]).toBeGreaterThan(40);
  }, 60_000);
});

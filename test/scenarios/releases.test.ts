import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { stateChangeSchema } from '../../core/announcements/state-change.ts';
import { listScenarios, loadReleaseStory, releasesFolder, scenarioPath } from '../../scenarios/load.ts';
import { releaseDifferences } from '../../scenarios/release-check.ts';
import { runReleaseStory } from '../../scenarios/run-release-story.ts';
import { packageIfStale } from '../../tools/package-if-stale.ts';
import { packagingMs } from '../support/packaged.ts';

const stories = await listScenarios(releasesFolder);
/** A tenth of a second each on a quiet machine; half a second with requests. */
const storyMs = 60_000;
/** With requests, too, one of each folder: a story comes out the same, but takes three times as long. */
const withRequests = [...new Map(stories.map((id) => [id.split('/')[0], id])).values()];

let template: unknown;
beforeAll(async () => {
  template = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
}, packagingMs);

describe('A story of releases', () => {
  it.each([
    ...stories.map((id) => ({ id, transport: 'direct' as const, how: 'without requests' })),
    ...withRequests.map((id) => ({ id, transport: 'wire' as const, how: 'as over HTTP' })),
  ])(
    '$id is true, played $how',
    async ({ id, transport }) => {
      const story = await loadReleaseStory(scenarioPath(id, releasesFolder));
      const record = await runReleaseStory(story, template, transport);
      expect(releaseDifferences(story, record)).toEqual([]);
      // Each announcement is what docs/events.md and the published schema promise.
      for (const { source, 'detail-type': type, detail } of record.events) {
        if (source === 'greenlight' && type === 'Greenlight Rollout State Change')
          expect(() => stateChangeSchema.parse(detail)).not.toThrow();
      }
    },
    storyMs,
  );
});

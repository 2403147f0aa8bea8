import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { listScenarios, loadReleaseStory, releasesFolder, scenarioPath } from '../../scenarios/load.ts';
import type { ReleaseRecord } from '../../scenarios/release-record.ts';
import type { ReleaseStory } from '../../scenarios/release-story.ts';
import { runReleaseStory } from '../../scenarios/run-release-story.ts';
import { packageIfStale } from '../../tools/package-if-stale.ts';
import { packagingMs } from '../support/packaged.ts';

/** Every ninth, from all folders. */
const stories = (await listScenarios(releasesFolder)).filter((_, index) => index % 9 === 4);

let template: unknown;
beforeAll(async () => {
  template = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
}, packagingMs);

/**
 * All that happened. Calls that a handler makes at the same time may be counted in another order, and with them ids are
 * drawn in another.
 */
async function played(story: ReleaseStory, transport: 'wire' | 'direct'): Promise<unknown> {
  const record: ReleaseRecord = await runReleaseStory(story, template, transport);
  return { ...record, events: record.events.map(({ id, ...event }) => withoutIds(event)) };
}

const withoutIds = (event: object): unknown =>
  JSON.parse(JSON.stringify(event).replace(/"request-id":"[0-9A-F]+"/, '"request-id":""'));

describe('A story of releases without requests', () => {
  it.each(stories)('goes as it does with them: %s', async (id) => {
    const story = await loadReleaseStory(scenarioPath(id, releasesFolder));
    expect(await played(story, 'direct')).toEqual(await played(story, 'wire'));
  });
});

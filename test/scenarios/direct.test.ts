import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { listScenarios, loadReleaseStory, releasesFolder, scenarioPath } from '../../scenarios/load.ts';
import type { ReleaseRecord } from '../../scenarios/release-record.ts';
import type { ReleaseStory } from '../../scenarios/release-story.ts';
import { runReleaseStory } from '../../scenarios/run-release-story.ts';
import { packageIfStale } from '../../tools/package-if-stale.ts';
import { packagingMs } from '../support/packaged.ts';

/** Whether a wait is removed once or twice there decides which ids are drawn for the upload after it. */
const drawnOtherwise = ['proof/update-not-shown-yet'];

/** Every ninth, from all folders. */
const stories = (await listScenarios(releasesFolder)).filter(
  (id, index) => index % 9 === 4 && !drawnOtherwise.includes(id),
);

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
  const events = record.events.map(({ id, ...event }) => withoutIds(event));
  // A wait is removed by who ends it, and by who finds it at the same moment.
  const calls = Object.entries(record.calls).filter(([call]) => !call.endsWith('DeleteItem'));
  // In which order calls of one time are made, is as chance has it.
  const reached = record.reached.toSorted();
  const entries = inOneOrder(record.entries);
  // Without their instants, which the entries have.
  const told = record.told.toSorted();
  return { ...record, entries, told, events: inOneOrder(events), reached, calls: Object.fromEntries(calls) };
}

/** What happens at one instant is recorded in the order in which functions that run at the same time get there. */
const inOneOrder = (all: readonly unknown[]): unknown[] =>
  all
    .map((one) => ({ one, key: keyOf(one) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ one }) => one);
const keyOf = (one: unknown): string => {
  const { at, time } = one as { readonly at?: unknown; readonly time?: unknown };
  return `${typeof at === 'number' ? String(at).padStart(15, '0') : String(at ?? time)} ${JSON.stringify(one)}`;
};

const withoutIds = (event: object): unknown =>
  JSON.parse(JSON.stringify(event).replace(/"(request-id|version-id)":"[0-9A-Fa-f]+"/g, '"$1":""'));

describe('A story of releases without requests', () => {
  it.each(stories)('goes as it does with them: %s', async (id) => {
    const story = await loadReleaseStory(scenarioPath(id, releasesFolder));
    expect(await played(story, 'direct')).toEqual(await played(story, 'wire'));
  });
});

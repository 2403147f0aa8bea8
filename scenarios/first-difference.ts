// Plays the stories of releases until one is not as it says, then histories for some seconds until one fails, and prints
// which one did.
//
//   node scenarios/first-difference.ts TEMPLATE SECONDS
import { readFile } from 'node:fs/promises';
import { drawHistory } from './fuzz/draw-history.ts';
import { playHistory } from './fuzz/play-history.ts';
import { listScenarios, loadReleaseStory, releasesFolder, scenarioPath } from './load.ts';
import { releaseDifferences } from './release-check.ts';
import { runReleaseStory } from './run-release-story.ts';

const [path = '', seconds = '20'] = process.argv.slice(2);
const template: unknown = JSON.parse(await readFile(path, 'utf8'));

/** What a story or a history shows, in a line; undefined if all are as they should be. */
async function firstDifference(): Promise<string | undefined> {
  for (const id of await listScenarios(releasesFolder)) {
    const differences = await differencesIn(id).catch((error: Error) => [error.message]);
    if (differences[0] !== undefined) return `story ${id}: ${differences[0]}`;
  }
  const end = Date.now() + Number(seconds) * 1000;
  for (let seed = 1; Date.now() < end; seed += 1) {
    const { violations } = await playHistory(drawHistory(seed), template);
    if (violations[0] !== undefined) return `history ${seed}: ${violations[0]}`;
  }
  return undefined;
}

async function differencesIn(id: string): Promise<readonly string[]> {
  const story = await loadReleaseStory(scenarioPath(id, releasesFolder));
  return releaseDifferences(story, await runReleaseStory(story, template, 'direct'));
}

const first = await firstDifference();
process.stdout.write(`${first?.slice(0, 200).replaceAll('\n', ' ') ?? 'none'}\n`);
process.exit(0);

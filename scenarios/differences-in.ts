import { loadReleaseStory, releasesFolder, scenarioPath } from './load.ts';
import { releaseDifferences } from './release-check.ts';
import { runReleaseStory } from './run-release-story.ts';

/** How the story of releases with this id differs from what it says. A story that cannot be played differs, too. */
export async function differencesIn(id: string, template: unknown): Promise<readonly string[]> {
  try {
    const story = await loadReleaseStory(scenarioPath(id, releasesFolder));
    return releaseDifferences(story, await runReleaseStory(story, template, 'direct'));
  } catch (error) {
    return [(error as Error).message];
  }
}

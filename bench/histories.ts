import { readFile } from 'node:fs/promises';
import { drawHistory } from '../scenarios/fuzz/draw-history.ts';
import { loadReleaseStory, releasesFolder, scenarioPath } from '../scenarios/load.ts';
import { parseReleaseStory, type ReleaseStory } from '../scenarios/release-story.ts';
import { runReleaseStory } from '../scenarios/run-release-story.ts';
import { packageIfStale } from '../tools/package-if-stale.ts';
import { cpuMillis, median } from './measure.ts';
import type { Figure } from './table.ts';

type Transport = Parameters<typeof runReleaseStory>[2];

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);
const storyName = 'baseline/named';

/**
 * What a history of the fuzzer costs, and a story with one endpoint: CPU ms of the whole product, with requests as over HTTP
 * (`wire`), and without (`direct`), as the fuzzer plays them. Each is played once unmeasured, so that code is warm.
 */
export async function historyFigures(): Promise<readonly Figure[]> {
  const template: unknown = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
  const story = await loadReleaseStory(scenarioPath(storyName, releasesFolder));
  const histories = seeds.map((seed) =>
    parseReleaseStory({ ...drawHistory(seed), drawn: true }, `seed ${seed}`),
  );
  const costs = async (stories: readonly ReleaseStory[], transport: Transport) => {
    const spent: number[] = [];
    for (const one of stories) {
      spent.push(await cpuMillis(async () => void (await runReleaseStory(one, template, transport))));
    }
    return median(spent);
  };
  const figures: Figure[] = [];
  for (const [what, stories] of [
    ['a history of the fuzzer', histories],
    ['a story with one endpoint', seeds.map(() => story)],
  ] as const) {
    await costs(stories.slice(0, 3), 'wire');
    const wire = await costs(stories, 'wire');
    const direct = await costs(stories, 'direct');
    figures.push(
      { what: `${what}, as over HTTP`, value: `${wire.toFixed(0)} ms` },
      { what: `${what}, without requests`, value: `${direct.toFixed(0)} ms` },
      { what: `${what}: the one over the other`, value: (wire / direct).toFixed(1) },
    );
  }
  return figures;
}

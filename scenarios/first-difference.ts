// Plays stories of releases until one is not as it says, then histories for some seconds until one fails, and prints which
// one did.
//
//   node scenarios/first-difference.ts TEMPLATE SECONDS [FILE]
//
// FILE names what is played, as `{ stories, seeds }`: these stories alone, and these histories before others. Without
// any seeds, no history is played.
import { readFile } from 'node:fs/promises';
import { differencesIn } from './differences-in.ts';
import { drawHistory } from './fuzz/draw-history.ts';
import { playHistory } from './fuzz/play-history.ts';
import { listScenarios, releasesFolder } from './load.ts';

const [path = '', seconds = '20', file] = process.argv.slice(2);
const template: unknown = JSON.parse(await readFile(path, 'utf8'));
const played: { readonly stories: readonly string[]; readonly seeds: readonly number[] } =
  file === undefined
    ? { stories: await listScenarios(releasesFolder), seeds: [1] }
    : JSON.parse(await readFile(file, 'utf8'));

/** What a story or a history shows, in a line; undefined if all are as they should be. */
async function firstDifference(): Promise<string | undefined> {
  for (const id of played.stories) {
    const differences = await differencesIn(id, template);
    if (differences[0] !== undefined) return `story ${id}: ${differences[0]}`;
  }
  if (played.seeds.length === 0) return undefined;
  const end = Date.now() + Number(seconds) * 1000;
  for (const seed of seedsFrom(played.seeds)) {
    if (Date.now() >= end) break;
    const { violations } = await playHistory(drawHistory(seed), template);
    if (violations[0] !== undefined) return `history ${seed}: ${violations[0]}`;
  }
  return undefined;
}

/** The given ones, then all that come after them. */
function* seedsFrom(given: readonly number[]): Generator<number> {
  yield* given;
  for (let seed = Math.max(...given) + 1; ; seed += 1) yield seed;
}

const first = await firstDifference();
process.stdout.write(`${first?.slice(0, 200).replaceAll('\n', ' ') ?? 'none'}\n`);
process.exit(0);

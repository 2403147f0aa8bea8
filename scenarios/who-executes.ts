// Plays all stories of releases, then histories, and writes which of them execute which places of the code: whoever changes
// the code at one of them knows what may notice.
//
//   node scenarios/who-executes.ts TEMPLATE HISTORIES PLACES OUT
//
// PLACES is a file with a list of `{ file, offset }`, a path from the folder above this one and a place in its text. OUT gets
// `{ unlike, by }`: the stories that are not as they say anyway, and for each place `{ stories, seeds }`.
import { readFile, writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { differencesIn } from './differences-in.ts';
import { drawHistory } from './fuzz/draw-history.ts';
import { type CoveredFunction, isExecuted } from './fuzz/executed.ts';
import { playHistory } from './fuzz/play-history.ts';
import { listScenarios, releasesFolder } from './load.ts';

interface Place {
  readonly file: string;
  readonly offset: number;
}

const [path = '', histories = '100', places = '', out = ''] = process.argv.slice(2);
const template: unknown = JSON.parse(await readFile(path, 'utf8'));
const asked: readonly Place[] = JSON.parse(await readFile(places, 'utf8'));
const by = asked.map(() => ({ stories: [] as string[], seeds: [] as number[] }));
const root = new URL('..', import.meta.url).href;

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** Calls `note` with the index of each place that has been executed since it was asked last. */
async function executed(note: (index: number) => void): Promise<void> {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const functionsOf = new Map<string, readonly CoveredFunction[]>(
    result.map(({ url, functions }) => [url.replace(root, ''), functions]),
  );
  for (const [index, { file, offset }] of asked.entries())
    if (isExecuted(functionsOf.get(file) ?? [], offset)) note(index);
}

const unlike: string[] = [];
for (const id of await listScenarios(releasesFolder)) {
  if ((await differencesIn(id, template)).length > 0) unlike.push(id);
  await executed((index) => by[index]?.stories.push(id));
}
for (let seed = 1; seed <= Number(histories); seed += 1) {
  await playHistory(drawHistory(seed), template);
  await executed((index) => by[index]?.seeds.push(seed));
}
await writeFile(out, JSON.stringify({ unlike, by }));
process.exit(0);

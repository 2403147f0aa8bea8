// Plays histories one after another until one fails, and prints how many it took and what failed.
//
//   node scenarios/fuzz/first-failure.ts TEMPLATE SEED HISTORIES
import { readFile } from 'node:fs/promises';
import { drawHistory } from './draw-history.ts';
import { playHistory } from './play-history.ts';

const [path = '', seed = '1', most = '100'] = process.argv.slice(2);
const template: unknown = JSON.parse(await readFile(path, 'utf8'));
for (let played = 0; played < Number(most); played += 1) {
  const { violations } = await playHistory(drawHistory(Number(seed) + played), template);
  if (violations[0] === undefined) continue;
  process.stdout.write(`found after ${played + 1}: ${violations[0].slice(0, 200)}\n`);
  break;
}

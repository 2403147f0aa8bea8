// Adds up what `greenlight fuzz --record FILE` wrote: a row for each code and range of seeds, as docs/fuzz.md has them,
// and how often each was reached.
//
//   node tools/fuzz-figures.ts FILE
import { readFile } from 'node:fs/promises';
import { wanted } from '../scenarios/fuzz/reached.ts';
import { addedUp, lastSeed, recordedRunSchema } from '../scenarios/fuzz/run-record.ts';

const text = await readFile(process.argv[2] ?? '', 'utf8');
const runs = text
  .trim()
  .split('\n')
  .map((line) => recordedRunSchema.parse(JSON.parse(line)));

console.log('| code | commits | seeds | histories | failures |');
console.log('| --- | --- | --- | --- | --- |');
for (const run of runs) {
  const years = (run.lasted / 31_557_600_000).toFixed(1);
  const figures = `${grouped(run.histories)} (${grouped(run.steps)} steps, ${years} simulated years, ${(run.seconds / 3600).toFixed(1)} h)`;
  const failures =
    run.failures.map(({ kind, times, seeds }) => `${times} × ${kind} (seed ${seeds[0]})`).join('; ') ||
    'none';
  console.log(
    `| \`${run.code}\` | ${run.commits.join(', ')} | ${run.seed} to ${lastSeed(run)} | ${figures} | ${failures} |`,
  );
}

const reached = addedUp(runs.map((run) => run.reached));
console.log('');
for (const [what, times] of Object.entries(reached).sort(([, a], [, b]) => b - a))
  console.log(`${grouped(times).padStart(9)}  ${what}`);
for (const what of wanted.filter((one) => reached[one] === undefined)) console.log(`        0  ${what}`);

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

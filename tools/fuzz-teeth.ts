// Plants each fault of test/fuzz/teeth/planted.yaml in a copy of the sources, and lets the fuzzer look for it there.
//
//   node tools/fuzz-teeth.ts [--histories N] [--seed S] [--only WORDS]
import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { packageIfStale } from './package-if-stale.ts';
import { copySources, repository } from './source-copy.ts';

interface Planted {
  readonly fault: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});

const all: readonly Planted[] = parse(
  await readFile(join(repository, 'test/fuzz/teeth/planted.yaml'), 'utf8'),
);
const template = await packageIfStale('local');
const missed: string[] = [];
for (const planted of all.filter(({ fault }) => fault.includes(values.only))) {
  const found = await biteOn(planted);
  console.log(`${found === undefined ? 'NOT FOUND' : found}: ${planted.fault}`);
  if (found === undefined) missed.push(planted.fault);
}
console.log(`${missed.length} of ${all.length} not found within ${values.histories} histories each`);
process.exitCode = missed.length === 0 ? 0 : 1;

/** After how many histories the fault was found, and as what; undefined if it was not. */
async function biteOn({ file, from, to }: Planted): Promise<string | undefined> {
  const copy = join(repository, '.greenlight/teeth');
  await copySources(copy);
  const source = await readFile(join(copy, file), 'utf8');
  if (source.split(from).length !== 2) throw new Error(`${file}: expected once: ${from}`);
  await writeFile(
    join(copy, file),
    source.replace(from, () => to),
  );
  const args = [join(copy, 'scenarios/fuzz/first-failure.ts'), template, values.seed, values.histories];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = (await child.stdout.setEncoding('utf8').toArray()).join('');
  await rm(copy, { recursive: true, force: true });
  return output.trim() || undefined;
}

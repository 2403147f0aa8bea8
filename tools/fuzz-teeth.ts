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

/**
 * After how many histories the fault was found, and as what; undefined if it was not. A history that fails without it as well
 * shows nothing.
 */
async function biteOn({ file, from, to }: Planted): Promise<string | undefined> {
  const copy = join(repository, '.greenlight/teeth');
  await copySources(copy);
  const source = await readFile(join(copy, file), 'utf8');
  if (source.split(from).length !== 2) throw new Error(`${file}: expected once: ${from}`);
  await writeFile(
    join(copy, file),
    source.replace(from, () => to),
  );
  const [first, most] = [Number(values.seed), Number(values.histories)];
  let played = 0;
  let found: string | undefined;
  while (found === undefined && played < most) {
    const failure = await firstFailure(copy, first + played, most - played);
    if (failure === undefined) break;
    played += failure.after;
    const isOfAnyCode = (await firstFailure(repository, first + played - 1, 1)) !== undefined;
    if (!isOfAnyCode) found = `found after ${played}: ${failure.text}`;
  }
  await rm(copy, { recursive: true, force: true });
  return found;
}

/** After how many histories of the code in `folder` one failed, and as what; undefined if none did. */
async function firstFailure(
  folder: string,
  seed: number,
  most: number,
): Promise<{ readonly after: number; readonly text: string } | undefined> {
  const args = [join(folder, 'scenarios/fuzz/first-failure.ts'), template, String(seed), String(most)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = (await child.stdout.setEncoding('utf8').toArray()).join('');
  const [, after = '', text = ''] = /^found after (\d+): (.*)/.exec(output) ?? [];
  return after === '' ? undefined : { after: Number(after), text };
}

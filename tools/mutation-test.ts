// Makes small changes in core/ and app/, one at a time in a copy of the sources, and sees whether anything notices: the
// stories of releases, some seconds of histories drawn by chance (docs/fuzz.md), or the property tests.
//
//   node tools/mutation-test.ts [--mutants N] [--seed S] [--seconds N] [--only PATH]
import { spawn } from 'node:child_process';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Mutant, mutantsOf } from './mutation/mutants.ts';
import { sample } from './mutation/sample.ts';
import { packageIfStale } from './package-if-stale.ts';
import { copySources, repository } from './source-copy.ts';

const { values } = parseArgs({
  options: {
    mutants: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
  },
});
/** Stories and histories of unchanged code take two minutes; whatever takes five times as long hangs. */
const longestMs = 600_000;

const copy = join(repository, '.greenlight/mutation');
const template = await packageIfStale('local');
await copySources(copy);

const properties: string[] = [];
for await (const path of glob('test/{core,app,scenarios}/**/*.test.ts', { cwd: repository }))
  if ((await readFile(join(repository, path), 'utf8')).includes("'fast-check'")) properties.push(path);

const all: (Mutant & { readonly file: string })[] = [];
for await (const file of glob('{core,app}/**/*.ts', { cwd: repository })) {
  if (!file.startsWith(values.only)) continue;
  const source = await readFile(join(repository, file), 'utf8');
  all.push(...mutantsOf(source).map((mutant) => ({ file, ...mutant })));
}

// What finds fault with unchanged code tells nothing about a change.
const unchanged = await killerOf();
if (unchanged !== undefined) throw new Error(`unchanged code is found wrong by ${unchanged}`);

let killed = 0;
const chosen = sample(all, Number(values.mutants), Number(values.seed));
console.log(`${chosen.length} of ${all.length} mutants, seed ${values.seed}`);
for (const [index, mutant] of chosen.entries()) {
  const path = join(copy, mutant.file);
  const source = await readFile(path, 'utf8');
  await writeFile(path, mutant.mutated);
  const killer = await killerOf();
  await writeFile(path, source);
  if (killer !== undefined) killed += 1;
  const change = `${mutant.file}:${mutant.line} ${mutant.kind}: ${oneLine(mutant.from)} → ${oneLine(mutant.to)}`;
  console.log(`${index + 1}. ${killer === undefined ? 'SURVIVED' : 'killed'} ${change}`);
  if (killer !== undefined) console.log(`   by ${killer}`);
}
console.log(`${killed} of ${chosen.length} killed`);

/** What noticed the change that the copy has; undefined if nothing did. */
async function killerOf(): Promise<string | undefined> {
  const played = await output([join(copy, 'scenarios/first-difference.ts'), template, values.seconds]);
  if (played.code !== 0) return `an error: ${played.text.slice(0, 200)}`;
  if (played.text.trim() !== 'none') return played.text.trim();
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs');
  const tested = await output([vitest, 'run', '--bail', '1', 'test/stories/', ...properties]);
  return tested.code === 0 ? undefined : (/FAIL +(.*)/.exec(tested.text)?.[1] ?? tested.text.slice(-200));
}

async function output(args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  const child = spawn(process.execPath, args, {
    cwd: copy,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: longestMs,
  });
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  const text = (await child.stdout.setEncoding('utf8').toArray()).join('');
  return { code: await ended, text };
}

/** A long text is told by its beginning. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 70 ? `${line.slice(0, 70)}…` : line || 'nothing';
}

// Makes small changes in core/ and app/, one at a time in a copy of the sources, and sees whether anything notices: the
// stories of releases, some seconds of histories drawn by chance (docs/fuzz.md), or the property tests.
//
//   node tools/mutation-test.ts [--mutants N] [--seed S] [--seconds N] [--only PATH] [--record FILE]
import { appendFile, glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killersIn } from './mutation/killers.ts';
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
    record: { type: 'string' },
  },
});

const copy = join(repository, '.greenlight/mutation');
await copySources(copy);
const all: (Mutant & { readonly file: string })[] = [];
const files: string[] = [];
for await (const file of glob('{core,app}/**/*.ts', { cwd: copy }))
  if (file.startsWith(values.only)) files.push(file);
for (const file of files.toSorted()) {
  const source = await readFile(join(copy, file), 'utf8');
  all.push(...mutantsOf(source).map((mutant) => ({ file, ...mutant })));
}
const chosen = sample(all, Number(values.mutants), Number(values.seed));
console.log(`${chosen.length} of ${all.length} mutants, seed ${values.seed}`);

/** What became of each mutant in an earlier run that ended before all had been played: its change, and what noticed it. */
const known = new Map<string, string | null>(
  values.record === undefined
    ? []
    : (await readFile(values.record, 'utf8').catch(() => ''))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
);
const template = await packageIfStale('local');
const kept = values.record && `${values.record}.executed.json`;
const killers = await killersIn(copy, template, Number(values.seconds), chosen, kept);
let killed = 0;
for (const [index, mutant] of chosen.entries()) {
  const change = `${mutant.file}:${mutant.line} ${mutant.kind}: ${oneLine(mutant.from)} → ${oneLine(mutant.to)}`;
  const killer = known.has(change) ? known.get(change) : ((await killerOf(mutant, index)) ?? null);
  if (values.record !== undefined && !known.has(change))
    await appendFile(values.record, `${JSON.stringify([change, killer])}\n`);
  if (killer !== null) killed += 1;
  console.log(`${index + 1}. ${killer === null ? 'SURVIVED' : 'killed'} ${change}`);
  if (killer !== null) console.log(`   by ${killer}`);
}
console.log(`${killed} of ${chosen.length} killed`);

/** What notices the mutant; undefined if nothing does. */
async function killerOf(mutant: (typeof chosen)[number], index: number): Promise<string | undefined> {
  const path = join(copy, mutant.file);
  const source = await readFile(path, 'utf8');
  await writeFile(path, mutant.mutated);
  try {
    return await killers.of(index);
  } finally {
    await writeFile(path, source);
  }
}

/** A long text is told by its beginning. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 70 ? `${line.slice(0, 70)}…` : line || 'nothing';
}

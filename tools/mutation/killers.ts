import { spawn } from 'node:child_process';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Whatever takes so many times as long as on unchanged code hangs. */
const patience = 5;
/** Histories that are looked through for those that execute a place. */
const histories = 50;

interface Place {
  readonly file: string;
  readonly offset: number;
}

interface Killers {
  /** What notices the change at the place of this index, which the folder has; undefined if nothing does. */
  of(index: number): Promise<string | undefined>;
}

/**
 * What may notice changes at these places of the code in `folder`, found by playing everything while it is unchanged: what
 * never executes a place need not be played for a change there, and what finds fault with unchanged code tells nothing.
 *
 * @param template path of the packaged template
 * @param seconds of histories, where any executes the place
 * @param kept where that is kept for a later run, and may have been kept by an earlier one
 */
export async function killersIn(
  folder: string,
  template: string,
  seconds: number,
  places: readonly Place[],
  kept?: string,
): Promise<Killers> {
  const asked = places.map(({ file, offset }) => ({ file, offset }));
  const earlier = await knownFrom(kept);
  const isKnown = JSON.stringify(earlier?.asked) === JSON.stringify(asked);
  const known = earlier !== undefined && isKnown ? earlier : await lookAt(folder, template, asked);
  if (kept !== undefined && !isKnown) await writeFile(kept, JSON.stringify(known));
  const { unlike, by, tests, longestMs } = known;
  for (const one of [...unlike, ...tests.failed]) console.log(`finds fault with unchanged code: ${one}`);

  return {
    async of(index) {
      const { stories = [], seeds = [] } = by[index] ?? {};
      const chosen = join(folder, '.played.json');
      await writeFile(
        chosen,
        JSON.stringify({ stories: stories.filter((id) => !unlike.includes(id)), seeds }),
      );
      const script = join(folder, 'scenarios/first-difference.ts');
      const played = await output(folder, [script, template, String(seconds), chosen], longestMs);
      if (played.code !== 0) return `an error: ${played.text.slice(0, 200)}`;
      if (played.text.trim() !== 'none') return played.text.trim();
      const tested = await output(folder, [...vitest(folder), '--bail', '1', ...tests.passed], longestMs);
      return tested.code === 0 ? undefined : (/FAIL +(.*)/.exec(tested.text)?.[1] ?? tested.text.slice(-200));
    },
  };
}

interface Known {
  readonly asked: readonly Place[];
  /** Stories that are not as they say anyway. */
  readonly unlike: readonly string[];
  /** What executes each place. */
  readonly by: readonly { readonly stories: readonly string[]; readonly seeds: readonly number[] }[];
  readonly tests: { readonly passed: readonly string[]; readonly failed: readonly string[] };
  /** How long each part of what follows may take. */
  readonly longestMs: number;
}

const knownFrom = async (path: string | undefined): Promise<Known | undefined> =>
  path === undefined
    ? undefined
    : (JSON.parse(await readFile(path, 'utf8').catch(() => 'null')) ?? undefined);

/** Plays everything on unchanged code. */
async function lookAt(folder: string, template: string, asked: readonly Place[]): Promise<Known> {
  const [places, answered] = [join(folder, '.places.json'), join(folder, '.executed.json')];
  await writeFile(places, JSON.stringify(asked));
  const began = Date.now();
  const script = join(folder, 'scenarios/who-executes.ts');
  const looked = await output(folder, [script, template, String(histories), places, answered]);
  if (looked.code !== 0) throw new Error(`unchanged code cannot be played: ${looked.text}`);
  const tests = await soundTests(folder);
  const longestMs = patience * (Date.now() - began);
  return { asked, ...JSON.parse(await readFile(answered, 'utf8')), tests, longestMs };
}

const vitest = (folder: string) => [join(folder, 'node_modules/vitest/vitest.mjs'), 'run'];

/** The tests of stories and the property tests, by whether they pass. */
async function soundTests(folder: string): Promise<{ readonly passed: string[]; readonly failed: string[] }> {
  const tests: string[] = [];
  for await (const path of glob('test/stories/**/*.test.ts', { cwd: folder })) tests.push(path);
  for await (const path of glob('test/{core,app,scenarios}/**/*.test.ts', { cwd: folder }))
    if ((await readFile(join(folder, path), 'utf8')).includes("'fast-check'")) tests.push(path);
  const report = join(folder, '.tests.json');
  await output(folder, [...vitest(folder), '--reporter', 'json', '--outputFile', report, ...tests]);
  const { testResults }: { testResults: readonly { readonly name: string; readonly status: string }[] } =
    JSON.parse(await readFile(report, 'utf8'));
  const hasFailed = (path: string) =>
    testResults.some(({ name, status }) => name.endsWith(`/${path}`) && status !== 'passed');
  return {
    passed: tests.filter((path) => !hasFailed(path)),
    failed: tests.filter(hasFailed),
  };
}

async function output(
  cwd: string,
  args: readonly string[],
  longestMs?: number,
): Promise<{ readonly code: number; readonly text: string }> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
    ...(longestMs !== undefined && { timeout: longestMs }),
  });
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  const text = (await child.stdout.setEncoding('utf8').toArray()).join('');
  return { code: await ended, text };
}

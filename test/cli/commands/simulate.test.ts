import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listStories } from '../../../scenarios/load.ts';
import { packageIfStale } from '../../../tools/package-if-stale.ts';
import { packagingMs } from '../../support/packaged.ts';

const entry = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
const simulate = (...args: string[]) => {
  const run = spawnSync(process.execPath, [entry, 'simulate', ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
};
const jsonLines = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const story = (outcome: string) => `
name: A story of somebody's own
shows: What they wondered about.
steps: [{ at: 0s, upload: v2, as: no-gzip }]
outcomes: [{ of: v2, is: ${outcome}, problems: [not gzip] }]
`;
let folder: string;
beforeAll(async () => {
  await packageIfStale('local');
  folder = await mkdtemp(join(tmpdir(), 'greenlight-simulate-'));
}, packagingMs);
afterAll(() => rm(folder, { recursive: true }));

describe('greenlight simulate', () => {
  it('plays a story of an endpoint by its name', () => {
    const { code, stdout } = simulate('canary/clean-by-count');
    expect(stdout).toMatch(/^ +4m {2}endpoint {2}Updating blue .* Baking/m);
    expect(stdout).toContain('As the story says');
    expect(code).toBe(0);
  }, 60_000);

  it('plays a story of releases, for machines', () => {
    const { code, stdout, stderr } = simulate('abort/second-bake', '--json');
    expect(stderr).toBe('');
    const lines = jsonLines(stdout);
    expect(lines).toContainEqual({
      type: 'happened',
      at: '11m',
      seconds: 660,
      what: 'rollout',
      text: expect.stringMatching(/^v2 ROLLED_BACK: Aborted by bo@example\.com/),
    });
    expect(lines.at(-1)).toMatchObject({ type: 'summary', asTold: true, untrue: [] });
    expect(code).toBe(0);
  }, 60_000);

  it('plays a file, and exits with 1 where it does not go as it says', async () => {
    const file = join(folder, 'own.yaml');
    await writeFile(file, story('REJECTED'));
    expect(simulate(file).code).toBe(0);
    await writeFile(file, story('DEPLOYED'));
    const { code, stdout } = simulate(file);
    expect(stdout).toContain('Not as the story says:\n- outcomes: expected v2 DEPLOYED, got v2 REJECTED');
    expect(code).toBe(1);
  }, 60_000);

  it.each([
    [
      ['second-bak'],
      /got second-bak: neither a file nor one that --list has\. Did you mean .*abort\/second-bake/,
    ],
    [['/no/such.yaml'], /expected a story, got \/no\/such\.yaml/],
    [[], /expected a story: its file, or its name/],
  ])('%j exits with 2 and says what it expected', (args, message) => {
    const { code, stdout, stderr } = simulate(...args);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('refuses a file that is no story, naming what is wrong in it', async () => {
    const file = join(folder, 'bad.yaml');
    await writeFile(file, story('DONE'));
    const { code, stderr } = simulate(file);
    expect(stderr).toMatch(/bad\.yaml is not a story:[\s\S]*outcomes\[0\]\.is/);
    expect(code).toBe(2);
  });

  it('lists what comes with Greenlight', async () => {
    const { code, stdout } = simulate('--list', '--json');
    const names = jsonLines(stdout).map(({ id }) => id);
    expect(names).toEqual((await listStories()).map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['canary/clean-by-count', 'abort/second-bake']));
    expect(code).toBe(0);
  });

  it('refuses a story that cannot be played, with what is wrong', async () => {
    const path = join(folder, 'unplayable.yaml');
    await writeFile(path, `${story('REJECTED')}manifest: { rollout: { strategy: all-at-once } }\n`);
    const { code, stdout, stderr } = simulate(path, '--json');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('the first release is REJECTED: rollout.finalBake');
    expect(stderr).not.toContain('    at ');
  });
});

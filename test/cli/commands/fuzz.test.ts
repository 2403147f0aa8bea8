import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { packageIfStale } from '../../../tools/package-if-stale.ts';
import { packagingMs } from '../../support/packaged.ts';

const entry = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
const fuzz = (...args: string[]) => {
  const run = spawnSync(process.execPath, [entry, 'fuzz', ...args], { encoding: 'utf8', timeout: 60_000 });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
};
const emptyFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-fuzz-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};
beforeAll(async () => {
  await packageIfStale('local');
}, packagingMs);

describe('greenlight fuzz', () => {
  it('plays histories and says what they reached and missed', () => {
    const out = emptyFolder();
    const { code, stdout } = fuzz('--histories', '1', '--seed', '8', '--jobs', '1', '--json', '--out', out);
    const summary = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(summary).toMatchObject({ type: 'summary', seed: 8, histories: 1, failures: [] });
    expect(Object.keys(summary.reached).length).toBeGreaterThan(0);
    expect(summary.missed.length).toBeGreaterThan(0);
    expect(readdirSync(out)).toEqual([]);
  });

  it.each([
    [['--minutes', '1', '--histories', '3'], 'expected either --minutes or --histories, got both'],
    [['--jobs', '0'], 'expected a whole number, 1 or more'],
    [['--minutes', '0'], 'expected a number of minutes, above 0'],
    [['--out', entry], `--out: expected a folder that can be written to, got ${entry}`],
  ])('refuses %j before anything is played', (args, words) => {
    const { code, stdout, stderr } = fuzz(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('    at ');
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { artifactBytes } from '../../../scenarios/release-artifacts.ts';

const entry = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
const example = fileURLToPath(new URL('../../../examples/iris/greenlight.yaml', import.meta.url));

const plan = (...args: string[]) => {
  const run = spawnSync(process.execPath, [entry, 'plan', ...args], { encoding: 'utf8', timeout: 60_000 });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenlight-plan-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const written = (text: string): string => {
  const file = join(folder, 'greenlight.yaml');
  writeFileSync(file, text);
  return file;
};

describe('greenlight plan', () => {
  it('into a file prints table and picture without colours, of characters that any file holds', () => {
    const { code, stdout, stderr } = plan(example);
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      /^iris: an update of 5 ml\.m5\.large, planned from the manifest alone\nlinear; 20%/,
    );
    expect(stdout).toMatch(/^ +4m +bake +5m +80 % +4 of 5 +20 % +1 of 5$/m);
    expect(stdout).toMatch(/^ 100 % \.+#+$/m);
    expect(stdout).toMatch(/^[\x20-\x7e\n]*$/);
    expect(code).toBe(0);
  });

  it('with --json prints one JSON document and nothing else', () => {
    const { code, stdout } = plan(example, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'plan',
      endpoint: 'iris',
      basis: 'manifest',
      problems: [],
      update: { timeline: { peakInstances: 10 } },
      first: { action: 'create' },
    });
    expect(code).toBe(0);
  });

  it('exits with 2 where the manifest is wrong, with every problem', () => {
    const bad = written('fleet: { instanceCount: 0 }\nrollout: { strategy: linear, step: 60, bake: 5m }\n');
    const text = plan(bad, '--endpoint', 'fraud');
    expect(text.stderr).toMatch(/fleet\.instanceCount \(line 1\).*\n.*rollout\.step \(line 2\)/);
    expect(text).toMatchObject({ code: 2, stdout: '' });
    const json = plan(bad, '--endpoint', 'fraud', '--json');
    expect(JSON.parse(json.stdout).problems).toHaveLength(2);
    expect(json.code).toBe(2);
  });

  it('looks into the artifact', () => {
    const model = join(folder, 'model.tar.gz');
    writeFileSync(model, gzipSync('no tar at all'));
    const { code, stderr } = plan(example, '--artifact', model);
    expect(stderr).toContain(`--artifact ${model}: expected a gzip tar with the model in it, got`);
    expect(code).toBe(2);
  });

  it('answers for an archive whose tar ends inside a file, and goes on living', () => {
    const model = join(folder, 'cut.tar.gz');
    writeFileSync(model, artifactBytes('cut-inside-a-file', ''));
    const { code, stdout, stderr } = plan(example, '--artifact', model, '--json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).problems).toEqual([
      expect.objectContaining({
        field: `--artifact ${model}`,
        got: 'a tar that is cut short inside "w.bin"',
      }),
    ]);
    expect(code).toBe(2);
  });

  it('exits with 2 where there is no such file, and where the endpoint cannot be told', () => {
    expect(plan(join(folder, 'none.yaml'))).toMatchObject({ code: 2, stdout: '' });
    const { code, stderr } = plan(example, '--endpoint', 'no_name');
    expect(stderr).toMatch(/--endpoint: expected a name/);
    expect(code).toBe(2);
  });

  it.each([
    ['--budget', '1%'],
    ['--rps', '5'],
    ['--errors', '1%'],
    ['--slo', '99%'],
    ['--price', '0.23'],
  ])('refuses %s without --risk, where it would do nothing', (option, value) => {
    const { code, stdout, stderr } = plan(example, option, value);
    expect(stderr).toContain(`${option}: expected --risk beside it`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('with --live exits with 3 where AWS cannot be reached', () => {
    const { code, stderr } = plan(example, '--live', '--endpoint-url', 'http://127.0.0.1:1');
    expect(stderr).toMatch(/could not reach http:\/\/127\.0\.0\.1:1/);
    expect(code).toBe(3);
  });
});

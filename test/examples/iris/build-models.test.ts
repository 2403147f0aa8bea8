import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { buildModels } from '../../../examples/iris/build-models.ts';
import { parseModel } from '../../../examples/iris/model.ts';

const root = mkdtempSync(join(tmpdir(), 'greenlight-models-'));
afterAll(() => rmSync(root, { recursive: true }));

test('two builds give the same bytes, in files that say what is in them', async () => {
  const first = await buildModels(join(root, 'first'));
  const second = await buildModels(join(root, 'second'));

  expect(first.map(({ version }) => version)).toEqual(['v1', 'v2', 'v3-broken', 'v4-shifted']);
  for (const [i, built] of first.entries()) {
    const bytes = readFileSync(built.path);
    expect(built.path).toBe(join(root, 'first', built.version, 'model.tar.gz'));
    expect(bytes.equals(readFileSync(second[i]?.path as string))).toBe(true);
    expect(second[i]?.sha256).toBe(built.sha256);
    expect(built.size).toBe(bytes.length);
  }
  expect(new Set(first.map(({ sha256 }) => sha256)).size).toBe(4);
});

test('each is a real gzip tar: no name, no time, one model.json that loads', async () => {
  const [v1] = await buildModels(join(root, 'content'));
  const bytes = readFileSync(v1?.path as string);
  // RFC 1952: magic, deflate, no flags, mtime 0, any extra flags, unknown system.
  expect(bytes.subarray(0, 8).toString('hex')).toBe('1f8b080000000000');
  expect(bytes[9]).toBe(255);

  const tar = gunzipSync(bytes);
  expect(tar.toString('latin1', 0, 10)).toBe('model.json');
  const size = Number.parseInt(tar.toString('latin1', 124, 135), 8);
  const model = parseModel(tar.toString('utf8', 512, 512 + size));
  expect(model).toMatchObject({ version: 'v1', features: ['sepal_length', 'sepal_width'] });
});

test('the command prints one line per model', () => {
  const script = new URL('../../../examples/iris/build-models.ts', import.meta.url).pathname;
  const lines = execFileSync(process.execPath, [script], { encoding: 'utf8' }).trim().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(
    /^v1 +76\.7 % of 30 held-out flowers right {2}\d+ bytes {2}sha256 [0-9a-f]{64} {2}/,
  );
  expect(lines[1]).toMatch(/^v2 +96\.7 % /);
  expect(lines[2]).toMatch(/^v3-broken +0\.0 % /);
  expect(lines[3]).toMatch(/^v4-shifted +96\.7 % /);
});

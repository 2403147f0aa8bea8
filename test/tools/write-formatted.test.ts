import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFormatted } from '../../tools/write-formatted.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'formatted-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('A generated file', () => {
  it('is written as biome formats it, whatever PATH holds', async () => {
    const target = join(folder, 'a.json');
    await writeFormatted(target, '{"a":[1,2]}');
    expect(await readFile(target, 'utf8')).toBe('{ "a": [1, 2] }\n');
  });

  it('is not written, and says why, if biome cannot be started or refuses it', async () => {
    const target = join(folder, 'b.json');
    const noBiome = writeFormatted(target, '{}', join(folder, 'no-biome'));
    await expect(noBiome).rejects.toThrow(/biome did not format .*b\.json: .*ENOENT/);
    await expect(writeFormatted(target, '{"a":')).rejects.toThrow(/biome did not format .*b\.json: .*pars/s);
    expect(existsSync(target)).toBe(false);
  });
});

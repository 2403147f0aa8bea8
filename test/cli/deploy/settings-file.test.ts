import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settingsFile } from '../../../cli/deploy/settings-file.ts';
import { UsageError } from '../../../cli/usage-error.ts';

describe('The settings of a stage', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'greenlight-settings-')));
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(folder, { recursive: true, force: true });
  });

  it('are none where there is no file', async () => {
    expect(await settingsFile('prod', undefined, undefined)).toBeUndefined();
  });

  it('are in greenlight.<stage>.yml of the current folder, and no other stage has them', async () => {
    await writeFile(join(folder, 'greenlight.prod.yml'), '');
    expect(await settingsFile('prod', undefined, undefined)).toBe(join(folder, 'greenlight.prod.yml'));
    expect(await settingsFile('dev', undefined, undefined)).toBeUndefined();
  });

  it('are in the file of the variable, and an empty one says that there is none', async () => {
    await writeFile(join(folder, 'greenlight.prod.yml'), '');
    await writeFile(join(folder, 'ours.yml'), '');
    expect(await settingsFile('prod', undefined, 'ours.yml')).toBe(join(folder, 'ours.yml'));
    expect(await settingsFile('prod', undefined, '')).toBeUndefined();
    await expect(settingsFile('prod', undefined, 'gone.yml')).rejects.toThrow(/got gone\.yml/);
  });

  it('are in the file that was named, absolute, and that one has to be there', async () => {
    const named = join(folder, 'ours.yml');
    await expect(settingsFile('prod', named, 'other.yml')).rejects.toThrow(UsageError);
    await writeFile(named, '');
    expect(await settingsFile('prod', named, 'other.yml')).toBe(named);
  });
});

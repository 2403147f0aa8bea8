import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceAt } from '../../../cli/push/source.ts';
import { UsageError } from '../../../cli/usage-error.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenlight-source-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: string | Buffer = 'x'): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
};
const refusal = async (path: string): Promise<string> => {
  const error = await sourceAt(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  return (error as UsageError).message;
};

describe('What is pushed', () => {
  it('an archive, told by its first bytes and not by its name', async () => {
    const archive = gzipSync('a tar');
    const path = write('anything.bin', archive);
    expect(await sourceAt(path)).toEqual({ kind: 'archive', path, size: archive.length });
  });

  it('is refused by what it is: a link to a folder or to nothing, a path that is not there', async () => {
    write('model/weights.bin', 'one');
    symlinkSync(join(folder, 'model'), join(folder, 'model', 'loop'));
    expect(await refusal(join(folder, 'model'))).toMatch(/loop, a link to a folder\. Put a copy/);
    rmSync(join(folder, 'model', 'loop'));
    symlinkSync(join(folder, 'gone'), join(folder, 'model', 'lost'));
    expect(await refusal(join(folder, 'model'))).toMatch(/lost, a link to nothing\. Remove or repair it/);
    const missing = await refusal(join(folder, 'no-model'));
    expect(missing).toMatch(/no-model, which is not there/);
    expect(missing).not.toContain('ENOENT');
  });

  it('a folder: all its files by name, those that links lead to as well, without an earlier marker', async () => {
    write('model/weights-2.bin', 'two');
    write('model/weights-1.bin', 'one');
    const blob = write('blobs/0af3', 'blob');
    symlinkSync(blob, join(folder, 'model', 'config.json'));
    write('model/_READY', '');
    write('model/tokens/vocab.txt');
    const source = await sourceAt(join(folder, 'model'));
    expect(source.kind === 'folder' && source.files.map(({ name, size }) => [name, size])).toEqual([
      ['config.json', 4],
      ['tokens/vocab.txt', 1],
      ['weights-1.bin', 3],
      ['weights-2.bin', 3],
    ]);
  });

  it('nothing else', async () => {
    expect(await refusal(join(folder, 'nothing'))).toMatch(
      /expected a model.tar.gz or a folder, got .*, which is not there\./,
    );
    expect(await refusal(write('model.tar.gz', 'no gzip'))).toMatch(/expected a gzip tar.*tar -czf/);
    expect(await refusal(write('empty.tar.gz', ''))).toMatch(/expected a gzip tar/);
    mkdirSync(join(folder, 'none'));
    expect(await refusal(join(folder, 'none'))).toMatch(/which has no file/);
  });

  it.each([
    ['model.tar.gz', /Push that file by itself/],
    ['parts/old.tar.gz', /expected an uncompressed model/],
    ['greenlight.yaml', /without a file named greenlight.yaml/],
    ['Greenlight.yml', /without a file named Greenlight.yml/],
    ['ready.txt', /without a file named ready.txt/],
    ['model.zip', /without a file named model.zip/],
  ])('no folder with %s in it, which means something else in the bucket', async (name, told) => {
    write('model/weights.bin');
    write(`model/${name}`);
    expect(await refusal(join(folder, 'model'))).toMatch(told);
  });

  it.each(['parts/_READY', 'parts/greenlight.yaml'])(
    'a folder with %s in it: so deep it belongs to the model',
    async (name) => {
      write('model/weights.bin');
      write(`model/${name}`);
      expect(await sourceAt(join(folder, 'model'))).toMatchObject({ kind: 'folder' });
    },
  );

  it('no folder with a link to a folder: it might hold anything', async () => {
    mkdirSync(join(folder, 'elsewhere'));
    write('model/weights.bin');
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'model', 'link'));
    expect(await refusal(join(folder, 'model'))).toMatch(/expected files and folders, got .*link/);
  });
});

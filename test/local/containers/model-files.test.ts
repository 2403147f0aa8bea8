import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeFiles } from '../../../local/containers/model-files.ts';
import { bytes, folder } from './support.ts';

const plenty = 1024;
const file = (path: string, content = 'x') => ({ path, content: bytes(content) });

test('files come out below the directory, in folders of their own', async () => {
  const directory = folder();
  await placeFiles([file('config.json', '{}'), file('weights/deep/part-1.bin', 'one')], directory, plenty);
  expect(readdirSync(directory, { recursive: true }).sort()).toEqual([
    'config.json',
    'weights',
    'weights/deep',
    'weights/deep/part-1.bin',
  ]);
  expect(readFileSync(join(directory, 'weights/deep/part-1.bin'), 'utf8')).toBe('one');
});

test.each([
  '',
  '/etc/passwd',
  '../escaped',
  'a/../../escaped',
  'a//b',
  'a/./b',
  'a/ /b',
  'weights/',
  'a\\b',
  'a\0b',
  'C:/escaped',
  `${'x'.repeat(256)}`,
])('a file called "%s" is refused, and nothing is written', async (path) => {
  const parent = folder();
  const refused = { name: 'ModelDataError', message: expect.stringContaining(`file "${path}"`) };
  const files = [file('good'), file(path)];
  await expect(placeFiles(files, join(parent, 'inner'), plenty)).rejects.toMatchObject(refused);
  expect(readdirSync(parent)).toEqual([]);
  await expect(placeFiles(files, undefined, plenty)).rejects.toMatchObject(refused);
});

test('a name that is a file and a folder at once is refused', async () => {
  const files = [file('weights'), file('weights/part1')];
  await expect(placeFiles(files, folder(), plenty)).rejects.toThrow(
    'file "weights/part1": expected a folder "weights", but that is a file of the model',
  );
});

test('more bytes than allowed are refused', async () => {
  const files = [file('a', 'x'.repeat(600)), file('b', 'x'.repeat(425))];
  await expect(placeFiles(files, folder(), plenty)).rejects.toThrow(
    'have 1025 bytes, more than the 1024 allowed',
  );
  await placeFiles([file('a', 'x'.repeat(1024))], folder(), plenty);
});

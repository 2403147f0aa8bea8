import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { extractArtifact } from '../../../local/containers/artifact.ts';
import { archive, bytes, type Entry, folder } from './support.ts';

const plenty = 1024 ** 2;

test('files and folders come out below the directory', async () => {
  const directory = folder();
  const artifact = await archive(
    { name: './', type: 'directory' },
    { name: './model.json', content: '{}' },
    { name: 'code/deep/inference.py', content: 'pass' },
    { name: 'empty.txt', content: '' },
  );
  await extractArtifact(artifact, directory, plenty);
  expect(readdirSync(directory, { recursive: true }).sort()).toEqual([
    'code',
    'code/deep',
    'code/deep/inference.py',
    'empty.txt',
    'model.json',
  ]);
  expect(readFileSync(join(directory, 'code/deep/inference.py'), 'utf8')).toBe('pass');
});

test('an archive of nothing is a valid model, and one without its closing blocks too', async () => {
  const directory = folder();
  await extractArtifact(await archive(), directory, plenty);
  expect(readdirSync(directory)).toEqual([]);

  const tar = gunzipSync(await archive({ name: 'model.json', content: '{}' }));
  await extractArtifact(gzipSync(tar.subarray(0, 1024)), directory, plenty);
  expect(readFileSync(join(directory, 'model.json'), 'utf8')).toBe('{}');
});

test('what is no gzip tar is a ModelDataError that says so', async () => {
  const whole = await archive({ name: 'model.bin', content: 'x'.repeat(5000) });
  const cases: [Uint8Array, string][] = [
    [new Uint8Array(), 'the artifact is empty'],
    [bytes('PK not a tarball'), 'incorrect header check'],
    [whole.subarray(0, whole.length - 20), 'unexpected end of file'],
    [gzipSync(gunzipSync(whole).subarray(0, 1000)), 'Unexpected end of data'],
    [gzipSync(bytes('just text, '.repeat(100))), 'Invalid tar header'],
  ];
  for (const [artifact, message] of cases) {
    await expect(extractArtifact(artifact, folder(), plenty)).rejects.toMatchObject({
      name: 'ModelDataError',
      message: expect.stringContaining(message),
    });
  }
});

test.each<Entry>([
  { name: '../escaped', content: 'x' },
  { name: 'a/../../escaped', content: 'x' },
  { name: '/tmp/escaped', content: 'x' },
  { name: 'C:/escaped', content: 'x' },
  { name: '..\\escaped', content: 'x' },
  { name: 'link', type: 'symlink', linkname: '/etc/passwd' },
  { name: 'link', type: 'link', linkname: '../../etc/passwd' },
  { name: 'pipe', type: 'fifo' },
  { name: 'device', type: 'character-device' },
])('entry $name ($type) is refused, with nothing written', async (entry) => {
  const parent = folder();
  const artifact = await archive(entry);
  await expect(extractArtifact(artifact, join(parent, 'inner'), plenty)).rejects.toMatchObject({
    name: 'ModelDataError',
    message: expect.stringContaining(`entry "${entry.name}"`),
  });
  expect(readdirSync(parent)).toEqual([]);
  await expect(extractArtifact(artifact, undefined, plenty)).rejects.toThrow('entry');
});

test.each([undefined, 'a folder'])(
  'what no system can write is a ModelDataError, with a directory: %s',
  async (to) => {
    const directory = to && folder();
    const refused = (...entries: Entry[]) =>
      archive(...entries).then((artifact) => extractArtifact(artifact, directory, plenty));
    await expect(refused({ name: 'weights' }, { name: 'weights/part1' })).rejects.toThrow(
      'file "weights/part1": expected a folder "weights", but that is a file of the model',
    );
    await expect(refused({ name: 'w/part1' }, { name: 'w' })).rejects.toThrow(
      'file "w": expected no folder of that name, but there are files in it',
    );
    await expect(refused({ name: `a/${'x'.repeat(256)}` })).rejects.toThrow(
      'expected names of at most 255 bytes',
    );
    // The same again is written over, as tar does.
    await refused({ name: 'twice' }, { name: 'twice' }, { name: 'c/', type: 'directory' }, { name: 'c/x' });
  },
);

test('an archive that expands too far is stopped', async () => {
  const directory = folder();
  const bomb = await archive({ name: 'zeros', content: '\0'.repeat(3 * plenty) });
  expect(bomb.length).toBeLessThan(10_000);
  await expect(extractArtifact(bomb, directory, plenty)).rejects.toThrow(
    `expands to more than the ${plenty} bytes allowed`,
  );
});

test('checked without a directory, nothing is written', async () => {
  await extractArtifact(await archive({ name: 'written-nowhere', content: 'x' }), undefined, plenty);
  expect(existsSync('written-nowhere')).toBe(false);
});

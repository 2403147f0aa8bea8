import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { s3Artifacts } from '../../../adapters/s3/artifacts.ts';
import type { Artifact } from '../../../core/artifact.ts';
import type { Inspections } from '../../../core/ports/artifacts.ts';
import { type Problem, sentence } from '../../../core/values/problem.ts';
import { anArtifact } from '../../support/builders.ts';
import { anOddTarball, aTar, aTarball } from '../../support/tarballs.ts';
import { bucket, onABucket } from './bucket.ts';

const key = 'models/iris/v1/model.tar.gz';

let s3: ReturnType<typeof onABucket>;
beforeEach(() => {
  s3 = onABucket();
});

/** What `inspect` says of an upload, as a sentence. */
async function verdictOn(body: Buffer): Promise<string | undefined> {
  const versionId = await s3.put(key, body);
  const { problems, bytes } = await s3.artifacts.inspect(
    anArtifact({ bucket, key, versionId, size: body.length }),
  );
  expect(bytes).toBe(body.length);
  return problems.map(sentence)[0];
}

const refusedFor = (got: string) =>
  `${key}: expected a gzip tar with the model in it, got ${got}. Pack it again (tar -czf model.tar.gz …) and upload it.`;

describe('An artifact', () => {
  it.each([
    ['with a file', { 'model.json': '{}' }],
    ['whose file is empty', { 'model.json': '' }],
    ['whose files are in a folder', { 'code/': null, 'code/inference.py': 'print()' }],
    ['with a long name (a pax header)', { [`${'folder/'.repeat(40)}é.bin`]: 'x' }],
  ])('%s can be a model', async (_, entries) => {
    expect(await verdictOn(await aTarball(entries))).toBeUndefined();
  });

  it('is unpacked off the thread while virtual time stands still', async () => {
    // 4,000 folders and no file: unpacked to the end, which takes the host a while.
    const body = await aTarball(
      Object.fromEntries(Array.from({ length: 4000 }, (_, n) => [`folder-${n}/`, null])),
    );
    const versionId = await s3.put(key, body);
    const before = s3.clock.now();
    const passed = s3.clock.sleep(1000);
    const inspected = s3.artifacts.inspect(anArtifact({ bucket, key, versionId, size: body.length }));
    await s3.clock.drive(inspected);
    expect(s3.clock.now()).toBe(before);
    await s3.clock.drive(passed);
  });

  it('is read to its end: cut short after its first file it is refused', async () => {
    const tar = await aTar({ a: 'x', b: 'y' });
    expect(await verdictOn(gzipSync(tar))).toBeUndefined();
    // Between its files, and inside the second one's header: 1200 = 512 + 512 + 176.
    expect(await verdictOn(gzipSync(tar.subarray(0, 1200)))).toBe(
      refusedFor('a tar that is broken, or is cut short'),
    );
    const packed = gzipSync(tar);
    expect(await verdictOn(packed.subarray(0, packed.length - 9))).toBe(
      refusedFor('something that is not gzip, or is cut short'),
    );
  });

  it.each([
    ['a text', Buffer.from('hello'), 'something that is not gzip, or is cut short'],
    ['a zip', Buffer.from('PK\u0003\u0004rest'), 'something that is not gzip, or is cut short'],
    ['a gzip of a short text', gzipSync('hello'), 'a gzip that holds no tar'],
    ['a gzip of a long text', gzipSync('hello '.repeat(500)), 'a gzip that holds no tar'],
    ['a gzip of nothing', gzipSync(''), 'a gzip without any file in it'],
    ['a gzip of zeros (the end of a tar)', gzipSync(Buffer.alloc(10_240)), 'a gzip without any file in it'],
  ])('that is %s is refused', async (_, body, got) => {
    expect(await verdictOn(body)).toBe(refusedFor(got));
  });

  it('that is a plain tar is refused', async () => {
    expect(await verdictOn(await aTar({ a: 'x' }))).toBe(
      refusedFor('something that is not gzip, or is cut short'),
    );
  });

  it('without any file is refused: an empty tar, and folders only', async () => {
    expect(await verdictOn(await aTarball({}))).toBe(refusedFor('a gzip without any file in it'));
    expect(await verdictOn(await aTarball({ 'a/': null, 'a/b/': null }))).toBe(
      refusedFor('a gzip without any file in it'),
    );
  });

  it('that was cut short is refused, wherever it was cut before its first file', async () => {
    const whole = await aTarball({ 'a/': null, 'model.json': 'x'.repeat(5000) });
    for (const length of [1, 9, 10, 11, 30]) {
      expect(await verdictOn(whole.subarray(0, length))).toBe(
        refusedFor('something that is not gzip, or is cut short'),
      );
    }
  });

  it('of zero bytes is refused without a download', async () => {
    const { problems } = await s3.artifacts.inspect(anArtifact({ bucket: 'no-such-bucket', key, size: 0 }));
    expect(problems.map(sentence)).toEqual([refusedFor('an empty object')]);
  });

  it('is judged by the very version that was uploaded', async () => {
    const versionId = await s3.put(key, await aTarball({ a: 'x' }));
    await s3.put(key, 'something else by now');
    expect((await s3.artifacts.inspect(anArtifact({ bucket, key, versionId }))).problems).toEqual([]);
  });

  it('that is gone already is refused', async () => {
    const versionId = await s3.put(key, await aTarball({ a: 'x' }));
    await s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
    const gone = await s3.artifacts.inspect(anArtifact({ bucket, key, versionId }));
    expect(gone.problems.map(sentence)).toEqual([refusedFor('an object that is gone already')]);

    const { versionId: _, ...unversioned } = anArtifact({ bucket, key: 'models/iris/v9/model.tar.gz' });
    expect((await s3.artifacts.inspect(unversioned)).problems[0]?.got).toBe('an object that is gone already');
  });

  it('that cannot be read right now is no problem of its own: the step is tried again', async () => {
    await expect(s3.artifacts.inspect(anArtifact({ bucket: 'no-such-bucket' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });

  it('whose connection breaks is no problem of its own either', async () => {
    const body = new Readable({
      read() {
        this.destroy(new Error('socket hang up'));
      },
    });
    const requestHandler = { handle: async () => ({ response: { statusCode: 200, headers: {}, body } }) };
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new S3Client({ region: 'us-east-1', credentials, maxAttempts: 1, requestHandler });
    await expect(s3Artifacts(client, (work) => work()).inspect(anArtifact())).rejects.toThrow(
      'socket hang up',
    );
  });
});

describe('What an archive may hold', () => {
  const refused = (expected: string, fix: string) => (got: string) =>
    `${key}: expected ${expected}, got ${got}. ${fix}`;
  const inside = refused(
    'files and folders that stay inside the archive',
    'Pack it from within the folder (tar -czf model.tar.gz -C <folder> .) and upload it.',
  );
  const withoutLinks = refused(
    'files and folders only, since SageMaker unpacks no links',
    'Pack the files that the links lead to (tar -h --hard-dereference -czf model.tar.gz -C <folder> .) and upload it.',
  );
  const otherName = refused(
    'names that can be unpacked: each of a file or of a folder, not of both, and 1 to 255 bytes long',
    'Give it another name, pack the folder again and upload it.',
  );
  const withoutDevices = refused(
    'files and folders only',
    'Leave it out, pack the folder again and upload it.',
  );
  const file = { name: 'model.json' };
  const folder = (name: string) => ({ name, type: 'directory' as const });
  const symlink = (name: string, linkname: string) => ({ name, type: 'symlink' as const, linkname });
  const link = (name: string, linkname: string) => ({ name, type: 'link' as const, linkname });

  it.each([
    ['folders by ./', [folder('./'), { name: './model.json' }]],
    ['a name with two dots in it', [{ name: 'v1..2/..model.json' }]],
    ['a name of 255 bytes', [{ name: `a/${'é'.repeat(127)}x/b` }]],
    ['a folder, and files in it', [folder('a/'), { name: 'a/b' }, { name: 'a/c/d' }, folder('a/c/')]],
    ['a file beside one whose name begins alike', [{ name: 'weights' }, { name: 'weights-2/part1' }]],
    ['the same file twice, of which tar keeps the later', [file, file]],
    ['the same folder twice', [file, folder('a/'), folder('./a')]],
  ])('is fine: %s', async (_, headers) => {
    expect(await verdictOn(await anOddTarball(headers))).toBeUndefined();
  });

  it.each([
    ['an absolute path', [{ name: '/etc/passwd' }], '"/etc/passwd", an absolute path'],
    ['a parent folder', [{ name: '../../etc/passwd' }], '"../../etc/passwd", a path through a parent folder'],
    ['a parent folder on the way', [{ name: 'a/../../b' }], '"a/../../b", a path through a parent folder'],
  ])('is not %s', async (_, headers, got) => {
    expect(await verdictOn(await anOddTarball([file, ...headers]))).toBe(inside(got));
  });

  it.each([
    [
      'a link beside its target',
      [symlink('latest.json', 'model.json')],
      '"latest.json", a link to "model.json"',
    ],
    ['a link out', [symlink('a/out', '../../etc')], '"a/out", a link to "../../etc"'],
    ['an absolute link', [symlink('out', '/etc')], '"out", a link to "/etc"'],
    ['a hard link', [link('a/same.json', 'model.json')], '"a/same.json", a hard link to "model.json"'],
    ['a hard link out', [link('a/b/out', '../x')], '"a/b/out", a hard link to "../x"'],
  ])('is not %s', async (_, headers, got) => {
    expect(await verdictOn(await anOddTarball([file, ...headers]))).toBe(withoutLinks(got));
  });

  it.each([
    ['a device', [{ name: 'null', type: 'character-device' as const }], '"null", character-device'],
    ['a disk', [{ name: 'sda', type: 'block-device' as const }], '"sda", block-device'],
    ['a pipe', [{ name: 'pipe', type: 'fifo' as const }], '"pipe", fifo'],
  ])('is not %s', async (_, headers, got) => {
    expect(await verdictOn(await anOddTarball([file, ...headers]))).toBe(withoutDevices(got));
  });

  it.each([
    ['a name of 256 bytes', [{ name: `a/${'é'.repeat(128)}` }], `"a/${'é'.repeat(78)}", a name of 256 bytes`],
    [
      'a path that no system takes',
      [{ name: `${'a/'.repeat(2100)}b` }],
      `"${'a/'.repeat(40)}", a path of 4201 bytes`,
    ],
    ['a blank part', [{ name: 'a//b' }], '"a//b", a blank part of a path'],
    ['a blank name', [{ name: 'a/ /b' }], '"a/ /b", a blank part of a path'],
    ['a file, and files in it', [{ name: 'w' }, { name: './w/part1' }], '"w", a file and a folder'],
    ['files in it, and then the file', [{ name: 'w/a/b' }, { name: 'w/a' }], '"w/a", a file and a folder'],
    ['a folder and a file of its name', [folder('w/'), { name: 'w' }], '"w", a file and a folder'],
    // Sorted as texts, `w-2` would stand between `w` and what is in it.
    [
      'a file, another, and files in the first',
      [{ name: 'w' }, { name: 'w-2' }, { name: 'w/part1' }],
      '"w", a file and a folder',
    ],
  ])('is not %s', async (_, headers, got) => {
    expect(await verdictOn(await anOddTarball([file, ...headers]))).toBe(otherName(got));
  });

  const limits = { packedBytes: 100_000, entries: 3, expandedBytes: 20_000, ratio: 200 };
  const beyond = (got: string) =>
    `${key}: expected at most 3 entries, 20000 bytes unpacked, and 200 for each packed one, got ${got}. ` +
    'Leave out what the model does not need, or release it as a folder of objects with a _READY marker.';

  it('is bounded in entries and in size, which can be set', async () => {
    s3 = onABucket(limits);
    expect(await verdictOn(await aTarball({ a: '', b: '', c: '' }))).toBeUndefined();
    expect(await verdictOn(await aTarball({ a: '', b: '', c: '', d: '' }))).toBe(
      beyond('more than 3 entries'),
    );
    const large = await aTarball({ a: 'x'.repeat(30_000) });
    expect(await verdictOn(large)).toBe(beyond(`more than 20000 bytes out of ${large.length}`));
  });

  it('is no bomb: 40 MB of zeros in 40 kB are given up on, 9 MB are not worth it', async () => {
    const bomb = await aTarball({ zeros: '\0'.repeat(40_000_000) });
    expect(bomb.length).toBeLessThan(50_000);
    expect(await verdictOn(bomb)).toMatch(/got more than 10000000 bytes out of \d+\. Leave out/);
    expect(await verdictOn(await aTarball({ zeros: '\0'.repeat(9_000_000) }))).toBeUndefined();
  });

  it('is refused by its size before a byte of it is read: there is no time to read 33 GB through', async () => {
    const size = 33_000_000_000;
    const { problems, bytes } = await s3.artifacts.inspect(
      anArtifact({ bucket: 'no-such-bucket', key, size }),
    );
    expect(bytes).toBe(size);
    expect(problems.map(sentence)).toEqual([
      `${key}: expected at most 32 GB, which can be read through before anything is changed, got 33 GB. ` +
        'Release the model uncompressed, as a folder of objects with a _READY marker (npx greenlight push <folder>).',
    ]);
  });
});

describe('An archive that was read through before', () => {
  /** What was kept, and whether anything was read since. */
  const remembering = () => {
    const kept = new Map<string, { rules: number; problem: Problem | undefined }>();
    const idOf = ({ key: of, versionId }: Artifact) => `${of} ${versionId}`;
    const inspections: Inspections = {
      found: async (artifact, rules) => {
        const item = kept.get(idOf(artifact));
        return item?.rules === rules ? item : undefined;
      },
      keep: async (artifact, rules, problem) => void kept.set(idOf(artifact), { rules, problem }),
    };
    let reads = 0;
    const read = async <T>(work: () => Promise<T>): Promise<T> => {
      reads += 1;
      return work();
    };
    const artifacts = s3Artifacts(s3.client, read, {}, inspections);
    return { artifacts, kept, reads: () => reads };
  };
  const uploaded = async (body: Buffer) =>
    anArtifact({ bucket, key, versionId: await s3.put(key, body), size: body.length });

  it('is not read again, sound or not; another version is', async () => {
    const { artifacts, reads } = remembering();
    const sound = await uploaded(await aTarball({ a: 'x' }));
    const bad = await uploaded(Buffer.from('hello'));
    for (let look = 0; look < 3; look += 1) {
      expect((await artifacts.inspect(sound)).problems).toEqual([]);
      expect((await artifacts.inspect(bad)).problems).toMatchObject([
        { got: expect.stringContaining('not gzip') },
      ]);
    }
    expect(reads()).toBe(2);
    await artifacts.inspect(await uploaded(await aTarball({ a: 'y' })));
    expect(reads()).toBe(3);
  });

  it('is looked for all the same, and missed when it is gone', async () => {
    const { artifacts } = remembering();
    const artifact = await uploaded(await aTarball({ a: 'x' }));
    await artifacts.inspect(artifact);
    await s3.client.send(
      new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: artifact.versionId }),
    );
    const { problems } = await artifacts.inspect(artifact);
    expect(problems).toMatchObject([{ got: 'an object that is gone already' }]);
  });

  it('is read again where the rules have changed since', async () => {
    const { artifacts, kept, reads } = remembering();
    const artifact = await uploaded(await aTarball({ a: 'x' }));
    await artifacts.inspect(artifact);
    for (const item of kept.values()) item.rules = 1;
    await artifacts.inspect(artifact);
    expect(reads()).toBe(2);
  });

  it('is read each time where it has no version, as the object may be another by then', async () => {
    const { artifacts, kept } = remembering();
    const { versionId: _, ...unversioned } = await uploaded(await aTarball({ a: 'x' }));
    await artifacts.inspect(unversioned);
    expect(kept.size).toBe(0);
  });

  it('is not one whose connection broke, or that was not there: nothing is kept of these', async () => {
    const { artifacts, kept } = remembering();
    const artifact = await uploaded(await aTarball({ a: 'x' }));
    await s3.client.send(
      new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: artifact.versionId }),
    );
    await artifacts.inspect(artifact);
    expect(kept.size).toBe(0);
  });
});

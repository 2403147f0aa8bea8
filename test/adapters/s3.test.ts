import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { s3Artifacts } from '../../adapters/s3.ts';
import { sentence } from '../../core/problem.ts';
import { VirtualClock } from '../../local/clock/virtual.ts';
import { localAccount, localRegion } from '../../local/context.ts';
import { sdkClients } from '../../local/lambda/sdk-clients.ts';
import { seededRandom } from '../../local/random.ts';
import { createS3 } from '../../local/s3/s3.ts';
import { createRouter } from '../../local/transport/router.ts';
import { anArtifact } from '../support/builders.ts';
import { aTar, aTarball } from '../support/tarballs.ts';

const bucket = 'models';
const key = 'models/iris/v1/model.tar.gz';

/** The adapter on a versioned bucket in this process. */
function onABucket() {
  const clock = new VirtualClock();
  const context = {
    clock,
    random: seededRandom(1),
    account: localAccount,
    region: localRegion,
  };
  const s3 = createS3(context, { events: { emit: () => {} } });
  s3.createBucket({ name: bucket, versioned: true, eventBridge: false });
  const client = sdkClients(() => createRouter([s3.wire]))(S3Client);
  const put = async (Key: string, Body: Uint8Array | string) =>
    (await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))).VersionId ?? '';
  return { artifacts: s3Artifacts(client, (work) => clock.io(work)), client, clock, put };
}

let s3: ReturnType<typeof onABucket>;
beforeEach(() => {
  s3 = onABucket();
});

/** What `inspect` says of an upload, as a sentence. */
async function verdictOn(body: Buffer): Promise<string | undefined> {
  const versionId = await s3.put(key, body);
  const problem = await s3.artifacts.inspect(anArtifact({ bucket, key, versionId, size: body.length }));
  return problem && sentence(problem);
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

  it('of megabytes is read only as far as its first file', async () => {
    const tar = await aTarball({ a: 'x', b: 'y' });
    const cutAfterTheFirstFile = gzipSync((await aTar({ a: 'x', b: 'y' })).subarray(0, 1200));
    expect(await verdictOn(tar)).toBeUndefined();
    expect(await verdictOn(cutAfterTheFirstFile)).toBeUndefined();
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
    const problem = await s3.artifacts.inspect(anArtifact({ bucket: 'no-such-bucket', key, size: 0 }));
    expect(problem && sentence(problem)).toBe(refusedFor('an empty object'));
  });

  it('is judged by the very version that was uploaded', async () => {
    const versionId = await s3.put(key, await aTarball({ a: 'x' }));
    await s3.put(key, 'something else by now');
    expect(await s3.artifacts.inspect(anArtifact({ bucket, key, versionId }))).toBeUndefined();
  });

  it('that is gone already is refused', async () => {
    const versionId = await s3.put(key, await aTarball({ a: 'x' }));
    await s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
    const gone = await s3.artifacts.inspect(anArtifact({ bucket, key, versionId }));
    expect(gone && sentence(gone)).toBe(refusedFor('an object that is gone already'));

    const { versionId: _, ...unversioned } = anArtifact({ bucket, key: 'models/iris/v9/model.tar.gz' });
    expect((await s3.artifacts.inspect(unversioned))?.got).toBe('an object that is gone already');
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

describe('The manifest of an endpoint', () => {
  const yamlKey = 'models/iris/greenlight.yaml';
  const jsonKey = 'models/iris/greenlight.json';
  const found = () => s3.artifacts.readManifest(bucket, 'iris');

  /** The one problem that makes it unreadable. */
  async function problem(): Promise<string> {
    const manifest = await found();
    if (manifest.kind !== 'unreadable') throw new Error(JSON.stringify(manifest));
    expect(manifest.problems).toHaveLength(1);
    return manifest.problems.map(sentence).join();
  }

  it('may be missing', async () => {
    expect(await found()).toEqual({ kind: 'none' });
  });

  it('may be deleted again', async () => {
    await s3.put(yamlKey, 'alarms: []');
    await s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: yamlKey }));
    expect(await found()).toEqual({ kind: 'none' });
  });

  it('may be YAML', async () => {
    await s3.put(yamlKey, '# ours\nrollout:\n  strategy: linear\n  step: 20% # a fifth\n');
    expect(await found()).toEqual({
      kind: 'content',
      value: { rollout: { strategy: 'linear', step: '20%' } },
    });
  });

  it('may be JSON, also indented with tabs', async () => {
    await s3.put(jsonKey, JSON.stringify({ fleet: { instanceCount: 3 }, alarms: [] }, null, '\t'));
    expect(await found()).toEqual({ kind: 'content', value: { fleet: { instanceCount: 3 }, alarms: [] } });
  });

  it('may be empty', async () => {
    await s3.put(yamlKey, '# nothing yet\n');
    expect(await found()).toEqual({ kind: 'content', value: null });
  });

  it('is the newest version', async () => {
    await s3.put(yamlKey, 'keep: 1');
    await s3.put(yamlKey, 'keep: 2');
    expect(await found()).toEqual({ kind: 'content', value: { keep: 2 } });
  });

  it('must be one: YAML and JSON together could contradict one another', async () => {
    await s3.put(yamlKey, 'alarms: []');
    await s3.put(jsonKey, '{}');
    expect(await problem()).toBe(
      'manifest: expected one manifest, got both greenlight.yaml and greenlight.json. ' +
        'Delete models/iris/greenlight.json or models/iris/greenlight.yaml.',
    );
  });

  it('that does not parse is told with the line', async () => {
    await s3.put(yamlKey, 'rollout:\n  strategy: linear\n step: 20%\n');
    expect(await problem()).toMatch(
      /^models\/iris\/greenlight\.yaml: expected YAML, got a syntax error in line 3: [A-Z_]+\.$/,
    );
  });

  it.each([
    ['a key twice', 'alarms: []\nalarms: []\n', /line 2: DUPLICATE_KEY/],
    ['two documents', 'alarms: []\n---\nalarms: []\n', /line 2: MULTIPLE_DOCS/],
  ])('with %s does not parse', async (_, text, expected) => {
    await s3.put(yamlKey, text);
    expect(await problem()).toMatch(expected);
  });

  it('in JSON that does not parse is told as JSON', async () => {
    await s3.put(jsonKey, '{"alarms": [}');
    expect(await problem()).toMatch(
      /^models\/iris\/greenlight\.json: expected JSON, got a syntax error in line 1/,
    );
  });

  it('of 64 KiB is read, of one byte more is refused', async () => {
    const text = `keep: 1 #${'x'.repeat(64 * 1024)}`;
    await s3.put(yamlKey, text.slice(0, 64 * 1024));
    expect(await found()).toEqual({ kind: 'content', value: { keep: 1 } });
    await s3.put(yamlKey, text.slice(0, 64 * 1024 + 1));
    expect(await problem()).toBe(`${yamlKey}: expected at most 65536 bytes, got 65537 bytes.`);
  });

  it('that is an alias bomb is refused, not expanded', async () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(`*${of}`).join(', ')}]`;
    const bomb = ['a: &a [lol, lol]', level('b', 'a'), level('c', 'b'), level('d', 'c'), level('e', 'd')];
    await s3.put(yamlKey, bomb.join('\n'));
    expect(await problem()).toMatch(/alias/);
  });

  it('with an alias to nowhere is refused for that', async () => {
    await s3.put(yamlKey, 'alarms: *none');
    expect(await problem()).toMatch(/Unresolved alias.*none/);
  });

  it('with a tag that would run code elsewhere is plain data here', async () => {
    await s3.put(yamlKey, 'keep: !!js/function "() => process.exit()"');
    expect(await found()).toEqual({ kind: 'content', value: { keep: '() => process.exit()' } });
  });

  it('in a bucket that cannot be read fails, to be tried again', async () => {
    await expect(s3.artifacts.readManifest('no-such-bucket', 'iris')).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });
});

import { DeleteObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { folderVersions, mostObjects } from '../../../adapters/s3/folder-versions.ts';
import { sentence } from '../../../core/values/problem.ts';
import { anArtifact } from '../../support/builders.ts';
import { bucket, onABucket } from './bucket.ts';

const prefix = 'models/iris/v1/';
const marker = `${prefix}_READY`;

let s3: ReturnType<typeof onABucket>;
beforeEach(() => {
  s3 = onABucket();
});

/** Some time passes: S3 tells times to the second. */
const later = () => s3.clock.drive(s3.clock.sleep(60_000));
const ready = async () =>
  anArtifact({ kind: 'folder', bucket, key: marker, versionId: await s3.put(marker, ''), size: 0 });
async function held(of: Awaited<ReturnType<typeof ready>>) {
  const listing = await folderVersions(s3.client, of);
  if (!listing.ok) throw new Error(listing.problems.map(sentence).join());
  return Object.fromEntries(listing.objects.map(({ name, versionId }) => [name, versionId]));
}

describe('A model folder', () => {
  it('is what it held when its marker was written, whatever became of it since', async () => {
    await s3.put(`${prefix}config.json`, 'old');
    await later();
    const config = await s3.put(`${prefix}config.json`, '{}');
    const weights = await s3.put(`${prefix}shards/1.safetensors`, 'weights');
    await s3.put(`${prefix}notes.txt`, 'not for the release');
    await later();
    await s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `${prefix}notes.txt` }));
    await later();
    const artifact = await ready();
    await later();
    await s3.put(`${prefix}config.json`, 'newer');
    await s3.put(`${prefix}added.json`, 'newer');
    await s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `${prefix}shards/1.safetensors` }));
    expect(await held(artifact)).toEqual({ 'config.json': config, 'shards/1.safetensors': weights });
    expect(await s3.artifacts.inspect(artifact)).toEqual({ problems: [], bytes: 2 + 7 });
  });

  it('is another once the marker is written again: each version of it has its own', async () => {
    const first = await s3.put(`${prefix}config.json`, '1');
    const one = await ready();
    await later();
    const second = await s3.put(`${prefix}config.json`, '2');
    const two = await ready();
    expect(await held(one)).toEqual({ 'config.json': first });
    expect(await held(two)).toEqual({ 'config.json': second });
  });

  it('may be put back after a deletion, and what was written in the marker’s own second counts', async () => {
    await s3.put(`${prefix}config.json`, '1');
    await s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `${prefix}config.json` }));
    await later();
    const again = await s3.put(`${prefix}config.json`, '2');
    expect(await held(await ready())).toEqual({ 'config.json': again });
  });

  it('has no use for the console’s marks of empty folders, nor for its neighbours', async () => {
    await s3.put(prefix, '');
    await s3.put(`${prefix}shards/`, '');
    await s3.put('models/iris/v10/config.json', '{}');
    const config = await s3.put(`${prefix}config.json`, '{}');
    expect(await held(await ready())).toEqual({ 'config.json': config });
  });

  const refusal = async (of: Awaited<ReturnType<typeof ready>>) =>
    (await s3.artifacts.inspect(of)).problems.map(sentence);
  const beside = `${marker}: expected the model's objects beside it, at most ${mostObjects}`;
  const fix = 'Upload them, then write _READY again as the last.';

  it('with nothing in it is refused', async () => {
    expect(await refusal(await ready())).toEqual([
      `${beside}, got no object beside the _READY marker. ${fix}`,
    ]);
  });

  it('whose marker is gone is refused', async () => {
    const artifact = await ready();
    await s3.client.send(
      new DeleteObjectCommand({ Bucket: bucket, Key: marker, VersionId: artifact.versionId }),
    );
    expect(await refusal(artifact)).toEqual([`${beside}, got a _READY marker that is gone already. ${fix}`]);
  });

  it.each(['../x', 'a/../../x', '/x', 'a//x', './x'])('with an object called %j is refused', async (name) => {
    await s3.put(`${prefix}config.json`, '{}');
    await s3.put(`${prefix}${name}`, 'x');
    expect(await refusal(await ready())).toEqual([
      `${prefix}${name}: expected a name that is a path inside the folder, got ${JSON.stringify(name)}. ` +
        'Delete it, or give it another name, and write _READY again.',
    ]);
  });

  const otherName = 'Delete it, or give it another name, and write _READY again.';

  it.each([
    ['a blank part', 'a/ /x', '"a/ /x", a blank part of a path'],
    ['a name of 256 bytes', `${'é'.repeat(128)}/x`, `"${'é'.repeat(78)}…`],
  ])('with %s in a name is refused', async (_, name, got) => {
    await s3.put(`${prefix}config.json`, '{}');
    await s3.put(`${prefix}${name}`, 'x');
    const [told, ...more] = await refusal(await ready());
    expect(more).toEqual([]);
    expect(told).toContain('expected names of 1 to 255 bytes between slashes, none of them blank, got ');
    expect(told).toContain(got.replace('…', ''));
    expect(told).toContain(otherName);
  });

  it('may have a name of 255 bytes, and one that begins like another', async () => {
    await s3.put(`${prefix}${'x'.repeat(255)}/y`, 'x');
    await s3.put(`${prefix}weights`, 'x');
    await s3.put(`${prefix}weights-2/part1`, 'x');
    expect(await refusal(await ready())).toEqual([]);
  });

  it('with an object that is a folder to others is refused, by their names', async () => {
    await s3.put(`${prefix}weights`, 'x');
    await s3.put(`${prefix}weights.json`, '{}');
    await s3.put(`${prefix}weights/part1`, 'x');
    expect(await refusal(await ready())).toEqual([
      `${prefix}weights: expected a name that is a file or a folder, not both, got an object, and others under ` +
        '"weights/". Delete one of them, or give it another name, and write _READY again.',
    ]);
  });

  it('with a key that the copy could not have is refused: S3 takes 1024 bytes', async () => {
    // 15 + 1004 = 1019 bytes here, and releases/iris/iris-<12 digits>/ is 32 bytes long.
    const name = `${'x'.repeat(250)}/${'y'.repeat(250)}/${'z'.repeat(250)}/${'w'.repeat(251)}`;
    await s3.put(`${prefix}${name}`, 'x');
    const [told] = await refusal(await ready());
    expect(told).toMatch(
      /expected at most 1024 bytes as releases\/iris\/iris-[0-9a-f]{12}\/<name>, where it is copied to, got 1036 bytes/,
    );
  });
});

describe('A folder of more objects than S3 lists at once', () => {
  const client = new S3Client({ region: 'us-east-1' });
  const mock = mockClient(client);
  beforeEach(() => mock.reset());
  const at = new Date('2026-01-05T10:00:00Z');
  const artifact = anArtifact({ kind: 'folder', bucket, key: marker, versionId: 'm' });
  const page = (count: number, from: number) =>
    Array.from({ length: count }, (_, n) => ({
      Key: `${prefix}${from + n}`,
      VersionId: 'v',
      Size: 2,
      LastModified: at,
    }));

  it('is listed page by page', async () => {
    mock
      .on(ListObjectVersionsCommand)
      .resolvesOnce({
        Versions: page(1000, 0),
        IsTruncated: true,
        NextKeyMarker: 'k',
        NextVersionIdMarker: 'v',
      })
      .resolves({ Versions: [...page(2, 1000), { Key: marker, VersionId: 'm', LastModified: at }] });
    const listing = await folderVersions(client, artifact);
    expect(listing).toMatchObject({ ok: true, bytes: 2004 });
    expect(mock.commandCalls(ListObjectVersionsCommand)[1]?.args[0].input).toEqual({
      Bucket: bucket,
      Prefix: prefix,
      KeyMarker: 'k',
      VersionIdMarker: 'v',
    });
  });

  it('may have only as many as one invocation can copy', async () => {
    const versions = [...page(mostObjects + 1, 0), { Key: marker, VersionId: 'm', LastModified: at }];
    mock.on(ListObjectVersionsCommand).resolves({ Versions: versions });
    expect(await folderVersions(client, artifact)).toMatchObject({
      ok: false,
      problems: [{ got: `${mostObjects + 1} objects, more than ${mostObjects}` }],
    });
  });
});

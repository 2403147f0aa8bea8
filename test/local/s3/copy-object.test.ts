import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { errorOf, s3World } from './support.ts';

const Bucket = 'models';

/** A world with `a b/é.gz` in it: two versions, the older one tagged and described. */
async function copying(limits: { largestCopy?: number } = {}) {
  const world = s3World(limits);
  const { s3, clock } = world;
  const old = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'a b/é.gz',
      Body: 'old',
      ContentType: 'application/gzip',
      Metadata: { team: 'ml' },
      Tagging: 'stage=prod&who=a%20b',
    }),
  );
  await clock.advance(10_000);
  const now = await s3.send(new PutObjectCommand({ Bucket, Key: 'a b/é.gz', Body: 'new one' }));
  world.events.splice(0);
  await clock.advance(10_000);
  const copy = (input: Partial<CopyObjectCommandInput> = {}) =>
    s3.send(
      new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/a%20b/%C3%A9.gz`, ...input }),
    );
  const read = async (Key = 'copy') => {
    const { Body, ...told } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return { text: await Body?.transformToString(), ...told };
  };
  const tags = async (Key = 'copy') => {
    const { TagSet = [] } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key }));
    return Object.fromEntries(TagSet.map(({ Key: name, Value }) => [name, Value]));
  };
  return { ...world, old, now, copy, read, tags };
}

test('a copy is a new object of the newest bytes, and is told as one', async () => {
  const w = await copying();
  const made = await w.copy();
  expect(made).toMatchObject({
    CopySourceVersionId: w.now.VersionId,
    VersionId: expect.any(String),
    CopyObjectResult: {
      ETag: w.now.ETag,
      LastModified: new Date(w.clock.now()),
      ChecksumType: 'FULL_OBJECT',
    },
  });
  expect(made.VersionId).not.toBe(w.now.VersionId);
  expect(await w.read()).toMatchObject({ text: 'new one', ETag: w.now.ETag, VersionId: made.VersionId });
  expect(w.events).toMatchObject([
    {
      detailType: 'Object Created',
      detail: {
        object: { key: 'copy', size: 7, 'version-id': made.VersionId },
        'request-id': made.$metadata.requestId,
        reason: 'CopyObject',
      },
    },
  ]);
});

test('a copy of a version has its bytes, and shares them', async () => {
  const w = await copying();
  const CopySource = `/${Bucket}/a b/é.gz?versionId=${w.old.VersionId}`
    .replaceAll(' ', '%20')
    .replace('é', '%C3%A9');
  expect(await w.copy({ CopySource })).toMatchObject({ CopySourceVersionId: w.old.VersionId });
  expect(await w.read()).toMatchObject({
    text: 'old',
    ContentType: 'application/gzip',
    Metadata: { team: 'ml' },
  });
  const [one, other] = await Promise.all([
    w.service.objects.read(Bucket, 'copy'),
    w.service.objects.read(Bucket, 'a b/é.gz', w.old.VersionId),
  ]);
  expect(one).toBe(other);
});

test('a copy takes metadata and tags with it, or is given its own: each as its directive says', async () => {
  const w = await copying();
  const CopySource = `${Bucket}/a%20b/%C3%A9.gz?versionId=${w.old.VersionId}`;
  // Without its directive, what the request says of them counts for nothing.
  await w.copy({ CopySource, Metadata: { team: 'other' }, Tagging: 'x=y' });
  expect([(await w.read()).Metadata, await w.tags()]).toEqual([
    { team: 'ml' },
    { stage: 'prod', who: 'a b' },
  ]);
  expect((await w.read()).TagCount).toBe(2);

  await w.copy({
    CopySource,
    MetadataDirective: 'REPLACE',
    Metadata: { by: 'me' },
    ContentType: 'text/plain',
  });
  expect(await w.read()).toMatchObject({ Metadata: { by: 'me' }, ContentType: 'text/plain', TagCount: 2 });

  await w.copy({ CopySource, TaggingDirective: 'REPLACE', Tagging: 'release=r1' });
  expect([(await w.read()).Metadata, await w.tags()]).toEqual([{ team: 'ml' }, { release: 'r1' }]);
  expect(await errorOf(w.copy({ CopySource, TaggingDirective: 'MOVE' as never }))).toMatchObject({
    name: 'InvalidArgument',
  });
});

test.each([
  ['CopySourceIfMatch', '"other"', 'x-amz-copy-source-If-Match'],
  ['CopySourceIfNoneMatch', '*', 'x-amz-copy-source-If-None-Match'],
  ['CopySourceIfModifiedSince', new Date('2026-01-05T00:00:10Z'), 'x-amz-copy-source-If-Modified-Since'],
  ['CopySourceIfUnmodifiedSince', new Date('2026-01-05T00:00:09Z'), 'x-amz-copy-source-If-Unmodified-Since'],
])(
  '%s %s that does not hold is told as the failed precondition %s, as AWS writes it, and nothing is copied',
  async (name, value, Condition) => {
    const w = await copying();
    const refusal = await errorOf(w.copy({ [name]: value }));
    expect(refusal).toMatchObject({
      name: 'PreconditionFailed',
      Condition,
      $metadata: { httpStatusCode: 412 },
    });
    expect(w.events).toEqual([]);
  },
);

test('conditions that hold let it through, and so does a matching ETag where the date does not', async () => {
  const w = await copying();
  await w.copy({
    CopySourceIfMatch: w.now.ETag,
    CopySourceIfUnmodifiedSince: new Date('2026-01-05T00:00:01Z'),
  });
  await w.copy({
    CopySourceIfNoneMatch: w.old.ETag,
    CopySourceIfModifiedSince: new Date('2026-01-05T00:00:01Z'),
  });
  // AWS ignores one in the future.
  await w.copy({ CopySourceIfModifiedSince: new Date('2026-01-06T00:00:00Z') });
  expect(w.events).toHaveLength(3);
  expect(await errorOf(w.copy({ IfNoneMatch: '*' }))).toMatchObject({ name: 'PreconditionFailed' });
});

test('a source that is not there is told as what is missing', async () => {
  const w = await copying();
  expect(await errorOf(w.copy({ CopySource: 'nobody/a' }))).toMatchObject({ name: 'NoSuchBucket' });
  expect(await errorOf(w.copy({ CopySource: `${Bucket}/none` }))).toMatchObject({ name: 'NoSuchKey' });
  const madeUp = `${Bucket}/a%20b/%C3%A9.gz?versionId=${'0'.repeat(32)}`;
  expect(await errorOf(w.copy({ CopySource: madeUp }))).toMatchObject({ name: 'InvalidArgument' });
  const elsewhere = `${Bucket}/none?versionId=${w.old.VersionId}`;
  expect(await errorOf(w.copy({ CopySource: elsewhere }))).toMatchObject({ name: 'NoSuchVersion' });
  for (const CopySource of [Bucket, `${Bucket}/`, '/', `${Bucket}/%E9`]) {
    expect(await errorOf(w.copy({ CopySource }))).toMatchObject({ name: 'InvalidArgument' });
  }
  const { VersionId } = await w.s3.send(new DeleteObjectCommand({ Bucket, Key: 'a b/é.gz' }));
  expect(await errorOf(w.copy())).toMatchObject({ name: 'NoSuchKey' });
  const marker = await errorOf(w.copy({ CopySource: `${Bucket}/a%20b/%C3%A9.gz?versionId=${VersionId}` }));
  expect(marker.message).toContain('may not specifically refer to a delete marker');
});

test('a copy onto itself must change something, or restore an older version', async () => {
  const w = await copying();
  const Key = 'a b/é.gz';
  expect((await errorOf(w.copy({ Key }))).message).toContain('without changing the object');
  await w.copy({ Key, MetadataDirective: 'REPLACE', Metadata: { seen: 'yes' } });
  expect(await w.read(Key)).toMatchObject({ text: 'new one', Metadata: { seen: 'yes' } });
  await w.copy({ Key, CopySource: `${Bucket}/a%20b/%C3%A9.gz?versionId=${w.old.VersionId}` });
  expect(await w.read(Key)).toMatchObject({ text: 'old' });
});

test('AWS takes a copy onto itself that names a storage class or an encryption, also the one it has', async () => {
  const w = await copying();
  const [Key, CopySource] = ['a b/é.gz', `${Bucket}/a%20b/%C3%A9.gz`];
  await w.copy({ Key, CopySource, StorageClass: 'STANDARD' });
  await w.copy({ Key, CopySource, ServerSideEncryption: 'AES256' });
  await w.copy({ Key, CopySource, StorageClass: 'STANDARD_IA' });
  expect(await w.read(Key)).toMatchObject({ text: 'new one', StorageClass: 'STANDARD_IA' });
  const { Contents } = await w.s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
  expect(Contents).toMatchObject([{ StorageClass: 'STANDARD_IA' }]);
  // A copy is of its own class, and one that says nothing is STANDARD, of which no header tells.
  await w.copy();
  expect((await w.read()).StorageClass).toBeUndefined();
  const acl = await errorOf(w.copy({ Key, CopySource, ACL: 'private' }));
  expect(acl.message).toContain('without changing the object');
});

test('a class whose objects must be restored first is refused, and one that S3 has not is told as AWS does', async () => {
  const w = await copying();
  expect((await errorOf(w.copy({ StorageClass: 'GLACIER' }))).message).toContain('storage class GLACIER');
  expect(await errorOf(w.copy({ StorageClass: 'COLD' as never }))).toMatchObject({
    name: 'InvalidStorageClass',
    message: 'The storage class you specified is not valid',
  });
});

test('a source past the limit is refused, as one past 5 GB is', async () => {
  const w = await copying({ largestCopy: 6 });
  expect(await errorOf(w.copy())).toMatchObject({
    name: 'InvalidRequest',
    message: 'The specified copy source is larger than the maximum allowable size for a copy source: 6',
  });
});

test('another checksum is computed where it is asked for', async () => {
  const w = await copying();
  const { CopyObjectResult } = await w.copy({ ChecksumAlgorithm: 'SHA256' });
  const told = await w.s3.send(new HeadObjectCommand({ Bucket, Key: 'copy', ChecksumMode: 'ENABLED' }));
  // printf 'new one' | openssl dgst -sha256 -binary | base64
  expect(CopyObjectResult?.ChecksumSHA256).toBe(sha256OfNewOne);
  expect(told.ChecksumSHA256).toBe(sha256OfNewOne);
});

const sha256OfNewOne = 'IKlt4df5wlBFzH5UokniOoEpxq1buYiIiV4ovjAzNOY=';

import {
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorOf, s3World } from './support.ts';

const Bucket = 'models';

async function fill(s3: S3Client, keys: readonly string[]): Promise<void> {
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
}

test('objects are listed in the order of their bytes, newest version only, without the deleted', async () => {
  const { s3 } = s3World();
  // U+FF5E sorts after 😀 in UTF-16, before it in UTF-8.
  await fill(s3, ['b', '😀', 'a', 'a', '～', 'gone']);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
  const { Contents, KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(['a', 'b', '～', '😀']);
  expect(KeyCount).toBe(4);
  expect(Contents?.[0]).toEqual({
    Key: 'a',
    LastModified: new Date('2026-01-05T00:00:00Z'),
    ETag: '"0cc175b9c0f1b6a831c399e269772661"',
    ChecksumAlgorithm: ['CRC32'],
    ChecksumType: 'FULL_OBJECT',
    Size: 1,
    StorageClass: 'STANDARD',
  });
});

test('AWS writes times in whole seconds', async () => {
  const { s3, raw, clock } = s3World();
  await clock.advance(1_234);
  await fill(s3, ['a']);
  for (const query of ['', 'list-type=2', 'versions=']) {
    expect((await raw('GET', `/models?${query}`)).body).toContain(
      '<LastModified>2026-01-05T00:00:01.000Z</LastModified>',
    );
  }
});

test('a delimiter rolls keys up into folders', async () => {
  const { s3 } = s3World();
  await fill(s3, ['models/iris/1/m', 'models/iris/2/m', 'models/top', 'models', 'x/y']);
  const list = async (Prefix: string) => {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, Delimiter: '/' }));
    return [page.CommonPrefixes?.map((one) => one.Prefix), page.Contents?.map(({ Key }) => Key)];
  };
  expect(await list('')).toEqual([['models/', 'x/'], ['models']]);
  expect(await list('models/')).toEqual([['models/iris/'], ['models/top']]);
  expect(await list('models/iris/')).toEqual([['models/iris/1/', 'models/iris/2/'], undefined]);
  expect(await list('none')).toEqual([undefined, undefined]);
});

test('start-after and markers go on behind a key, there or not', async () => {
  const { s3 } = s3World();
  await fill(s3, ['a', 'b', 'c/1', 'c/2', 'd']);
  const after = await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: 'aa' }));
  expect(after.Contents?.map(({ Key }) => Key)).toEqual(['b', 'c/1', 'c/2', 'd']);
  const behindFolder = await s3.send(new ListObjectsCommand({ Bucket, Delimiter: '/', Marker: 'c/' }));
  expect([behindFolder.CommonPrefixes, behindFolder.Contents?.[0]?.Key]).toEqual([undefined, 'd']);
});

test('encoding-type=url escapes keys as S3 does', async () => {
  const { s3 } = s3World();
  await fill(s3, ['test_file(3).png', 'a b+c/é']);
  const page = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
  expect(page.Contents?.map(({ Key }) => Key)).toEqual(['a+b%2Bc/%C3%A9', 'test_file%283%29.png']);
});

test('versions are listed by key, newest first, with their markers', async () => {
  const { s3 } = s3World();
  await fill(s3, ['b', 'a', 'a']);
  const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  expect(listed.Versions?.map(({ Key, IsLatest }) => [Key, IsLatest])).toEqual([
    ['a', false],
    ['a', false],
    ['b', true],
  ]);
  expect(listed.DeleteMarkers).toMatchObject([{ Key: 'a', IsLatest: true, VersionId: marker.VersionId }]);
});

describe('pages of any size, put together, are the whole', () => {
  const segment = fc.constantFrom('a', 'b', 'ab', 'é', '😀');
  const key = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
  const story = fc.record({
    keys: fc.array(key, { minLength: 1, maxLength: 12 }),
    size: fc.integer({ min: 1, max: 5 }),
    delimiter: fc.constantFrom('', '/', 'b/'),
    prefix: fc.constantFrom('', 'a', 'a/', 'b/'),
  });

  interface Shown {
    readonly names: string[];
    readonly next: object | undefined;
  }

  /** Every page of `size` from `list`, then one large page: the two must show the same names. */
  const agree = (list: (s3: S3Client, input: ListInput) => Promise<Shown>) =>
    fc.assert(
      fc.asyncProperty(story, async ({ keys, size, delimiter: Delimiter, prefix: Prefix }) => {
        const { s3 } = s3World();
        await fill(s3, keys);
        const input = { Bucket, Prefix, ...(Delimiter ? { Delimiter } : {}) };
        const whole = await list(s3, input);
        const names: string[] = [];
        let next: object | undefined = {};
        for (let page = 0; next !== undefined; page++) {
          if (page > 30) throw new Error('the pages never end');
          const shown: Shown = await list(s3, { ...input, MaxKeys: size, ...next });
          expect(shown.names.length).toBeLessThanOrEqual(size);
          names.push(...shown.names);
          next = shown.next;
        }
        expect(names.toSorted()).toEqual(whole.names.toSorted());
      }),
      { numRuns: 40 },
    );

  interface ListInput {
    readonly Bucket: string;
    readonly Prefix: string;
    readonly Delimiter?: string;
    readonly MaxKeys?: number;
  }

  const prefixes = (found: { Prefix?: string | undefined }[] = []) => found.map(({ Prefix = '' }) => Prefix);

  test('ListObjectsV2', () =>
    agree(async (s3, input) => {
      const page = await s3.send(new ListObjectsV2Command(input));
      const names = [...(page.Contents ?? []).map(({ Key = '' }) => Key), ...prefixes(page.CommonPrefixes)];
      expect(page.KeyCount).toBe(names.length);
      return {
        names,
        next: page.IsTruncated ? { ContinuationToken: page.NextContinuationToken } : undefined,
      };
    }));

  test('ListObjects', () =>
    agree(async (s3, input) => {
      const page = await s3.send(new ListObjectsCommand(input));
      const names = [...(page.Contents ?? []).map(({ Key = '' }) => Key), ...prefixes(page.CommonPrefixes)];
      const Marker = page.NextMarker ?? page.Contents?.at(-1)?.Key;
      return { names, next: page.IsTruncated ? { Marker } : undefined };
    }));

  test('ListObjectVersions', () =>
    agree(async (s3, input) => {
      const page = await s3.send(new ListObjectVersionsCommand(input));
      const names = [
        ...(page.Versions ?? []).map(({ Key, VersionId }) => `${Key} ${VersionId}`),
        ...prefixes(page.CommonPrefixes),
      ];
      const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
      return { names, next: page.IsTruncated ? { KeyMarker, VersionIdMarker } : undefined };
    }));
});

test('a page of no keys is no page to go on from', async () => {
  const { s3 } = s3World();
  await fill(s3, ['a']);
  expect(await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }))).toMatchObject({
    IsTruncated: false,
    KeyCount: 0,
  });
});

test('a bad page size or token is an InvalidArgument', async () => {
  const { s3, raw } = s3World();
  for (const query of ['max-keys=many', 'max-keys=-1', 'encoding-type=base64']) {
    expect((await raw('GET', `/${Bucket}?${query}`)).body).toContain('<Code>InvalidArgument</Code>');
  }
  const token = await errorOf(s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken: '?!' })));
  expect(token).toMatchObject({ name: 'InvalidArgument' });
  const marker = s3.send(new ListObjectVersionsCommand({ Bucket, VersionIdMarker: 'x' }));
  expect(await errorOf(marker)).toMatchObject({ name: 'InvalidArgument' });
});

test('buckets tell of themselves', async () => {
  const { s3 } = s3World();
  const all = await s3.send(new ListBucketsCommand({}));
  expect(all.Buckets).toEqual([
    { Name: 'models', CreationDate: new Date('2026-01-05T00:00:00Z') },
    { Name: 'plain', CreationDate: new Date('2026-01-05T00:00:00Z') },
  ]);
  const first = await s3.send(new ListBucketsCommand({ MaxBuckets: 1 }));
  const rest = await s3.send(new ListBucketsCommand({ ContinuationToken: first.ContinuationToken }));
  expect([first.Buckets?.[0]?.Name, rest.Buckets?.[0]?.Name]).toEqual(['models', 'plain']);

  expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-east-1');
  expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
  const told = async (name: string) =>
    (await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: name }))).EventBridgeConfiguration;
  expect([await told(Bucket), await told('plain')]).toEqual([{}, undefined]);
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket: 'plain' }))).Status).toBeUndefined();
  expect(await errorOf(s3.send(new HeadBucketCommand({ Bucket: 'nowhere' })))).toMatchObject({
    name: 'NotFound',
  });
});

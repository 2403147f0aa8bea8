import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { s3Discards } from '../../../adapters/s3/discard.ts';
import { s3Pins } from '../../../adapters/s3/pin.ts';
import type { Artifact } from '../../../core/artifact.ts';
import { pinnedPrefix, pinnedUrl } from '../../../core/release.ts';
import { anArtifact, aRelease } from '../../support/builders.ts';
import { bucket, onABucket } from './bucket.ts';

describe('Pinning a release', () => {
  let s3: ReturnType<typeof onABucket>;
  beforeEach(() => {
    s3 = onABucket();
  });
  const textOf = async (key: string) =>
    (await s3.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body?.transformToString();
  const uploaded = async (key: string, text: string): Promise<Artifact> => {
    const versionId = await s3.put(key, text);
    const { ETag = '' } = await s3.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return anArtifact({ bucket, key, versionId, etag: ETag.replaceAll('"', ''), size: text.length });
  };

  it('copies the very version: overwriting and deleting the upload changes nothing', async () => {
    const release = aRelease({ artifact: await uploaded('models/iris/v1/model.tar.gz', 'the model') });
    await s3.put('models/iris/v1/model.tar.gz', 'another, by mistake');
    await s3Pins(s3.client).pin(release);
    await s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'models/iris/v1/model.tar.gz' }));
    expect(await textOf(`${pinnedPrefix(release)}model.tar.gz`)).toBe('the model');
  });

  it('from another bucket lies in the bucket of the models, where it is deleted again', async () => {
    s3.createBucket('registry');
    const { ETag = '' } = await s3.client.send(
      new PutObjectCommand({ Bucket: 'registry', Key: 'iris/7.tar.gz', Body: 'the model' }),
    );
    const theirs = { bucket: 'registry', key: 'iris/7.tar.gz', etag: ETag.replaceAll('"', ''), size: 9 };
    const release = aRelease({ artifact: { kind: 'archive', ...theirs }, bucket });
    await s3Pins(s3.client).pin(release);
    expect(pinnedUrl(release)).toBe(`s3://${bucket}/${pinnedPrefix(release)}model.tar.gz`);
    expect(await textOf(`${pinnedPrefix(release)}model.tar.gz`)).toBe('the model');
    await s3Discards(s3.client).deletePinned(release);
    await expect(textOf(`${pinnedPrefix(release)}model.tar.gz`)).rejects.toMatchObject({ name: 'NoSuchKey' });
    const left = await s3.client.send(new ListObjectsV2Command({ Bucket: 'registry' }));
    expect(left.Contents?.map(({ Key }) => Key)).toEqual(['iris/7.tar.gz']);
  });

  it('copies a folder as it was, name by name', async () => {
    await s3.put('models/iris/v1/config.json', '{}');
    await s3.put('models/iris/v1/a b/ü+%.bin', 'weights');
    const marker = await uploaded('models/iris/v1/_READY', '');
    const release = aRelease({ artifact: { ...marker, kind: 'folder' } });
    await s3.clock.drive(s3.clock.sleep(60_000));
    await s3.put('models/iris/v1/config.json', 'too late');
    await s3Pins(s3.client).pin(release);
    expect(await textOf(`${pinnedPrefix(release)}config.json`)).toBe('{}');
    expect(await textOf(`${pinnedPrefix(release)}a b/ü+%.bin`)).toBe('weights');
    await expect(textOf(`${pinnedPrefix(release)}_READY`)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('that was done needs its source no more', async () => {
    const artifact = await uploaded('models/iris/v1/model.tar.gz', 'the model');
    const release = aRelease({ artifact });
    await s3Pins(s3.client).pin(release);
    await s3.client.send(
      new DeleteObjectCommand({ Bucket: bucket, Key: artifact.key, VersionId: artifact.versionId }),
    );
    await expect(s3Pins(s3.client).pin(release)).resolves.toBeUndefined();
  });

  it('of what is gone is refused for good', async () => {
    const artifact = await uploaded('models/iris/v1/model.tar.gz', 'the model');
    await s3.client.send(
      new DeleteObjectCommand({ Bucket: bucket, Key: artifact.key, VersionId: artifact.versionId }),
    );
    await expect(s3Pins(s3.client).pin(aRelease({ artifact }))).rejects.toMatchObject({
      name: 'ApiRefused',
      message: expect.stringMatching(/^CopyObject was refused: /),
    });
    const folder = aRelease({ artifact: { ...artifact, kind: 'folder', key: 'models/iris/v1/_READY' } });
    await expect(s3Pins(s3.client).pin(folder)).rejects.toMatchObject({ name: 'ApiRefused' });
  });
});

describe('The calls of pinning', () => {
  const client = new S3Client({ region: 'us-east-1' });
  const mock = mockClient(client);
  beforeEach(() => {
    mock.reset();
    mock.on(ListObjectsV2Command).resolves({});
    mock.on(CreateMultipartUploadCommand).resolves({ UploadId: 'u' });
    mock
      .on(UploadPartCopyCommand)
      .callsFake((input) => ({ CopyPartResult: { ETag: `"part-${input.PartNumber}"` } }));
  });
  const sizes = { largestCopy: 10, part: 5, parallel: 2 };
  const pins = s3Pins(client, sizes);
  const artifact = (over: Partial<Artifact> = {}) =>
    anArtifact({
      bucket,
      key: 'models/iris/v 1+%é/model.tar.gz',
      versionId: 'a+b',
      etag: 'abc',
      size: 10,
      ...over,
    });
  const CopySource = 'models/models/iris/v%201%2B%25%C3%A9/model.tar.gz?versionId=a%2Bb';

  it('up to 5 GiB are one CopyObject of the version, its source URL-encoded, without its tags', async () => {
    const release = aRelease({ artifact: artifact() });
    await pins.pin(release);
    expect(mock.commandCalls(CopyObjectCommand).map(({ args }) => args[0].input)).toEqual([
      {
        Bucket: bucket,
        Key: `${pinnedPrefix(release)}model.tar.gz`,
        CopySource,
        TaggingDirective: 'REPLACE',
      },
    ]);
  });

  it('beyond are part copies whose ranges meet', async () => {
    const release = aRelease({ artifact: artifact({ size: 12 }) });
    const Key = `${pinnedPrefix(release)}model.tar.gz`;
    await pins.pin(release);
    const parts = mock.commandCalls(UploadPartCopyCommand).map(({ args }) => args[0].input);
    expect(parts).toEqual(
      [
        [1, 'bytes=0-4'],
        [2, 'bytes=5-9'],
        [3, 'bytes=10-11'],
      ].map(([PartNumber, CopySourceRange]) => ({
        Bucket: bucket,
        Key,
        UploadId: 'u',
        PartNumber,
        CopySource,
        CopySourceRange,
      })),
    );
    expect(mock.commandCalls(CompleteMultipartUploadCommand)[0]?.args[0].input.MultipartUpload).toEqual({
      Parts: [1, 2, 3].map((PartNumber) => ({ PartNumber, ETag: `"part-${PartNumber}"` })),
    });
    expect(mock.commandCalls(CopyObjectCommand)).toEqual([]);
  });

  it('need at most 10,000 parts: of the largest objects they are larger', async () => {
    await pins.pin(aRelease({ artifact: artifact({ size: 100_001 }) }));
    const ranges = mock.commandCalls(UploadPartCopyCommand).map(({ args }) => args[0].input.CopySourceRange);
    // 11 bytes each.
    expect(ranges).toHaveLength(9091);
    // 9,091 × 11 = 100,001: none is empty.
    expect(ranges.at(-1)).toBe('bytes=99990-100000');
  });

  it('give up all parts where one fails, which would cost money unseen', async () => {
    const failure = new Error('socket hang up');
    mock.on(UploadPartCopyCommand, { PartNumber: 2 }).rejects(failure);
    await expect(pins.pin(aRelease({ artifact: artifact({ size: 12 }) }))).rejects.toBe(failure);
    expect(mock.commandCalls(AbortMultipartUploadCommand)[0]?.args[0].input).toMatchObject({ UploadId: 'u' });
    expect(mock.commandCalls(CompleteMultipartUploadCommand)).toEqual([]);
  });

  it.each([
    ['the same content', { ETag: '"abc"', Size: 10 }, 0],
    ['a copy put together from parts', { ETag: '"xyz-3"', Size: 10 }, 0],
    ['another size', { ETag: '"abc"', Size: 9 }, 1],
    ['other content', { ETag: '"xyz"', Size: 10 }, 1],
  ])('are left out, or not, where there is %s already', async (_, object, calls) => {
    const release = aRelease({ artifact: artifact() });
    const Key = `${pinnedPrefix(release)}model.tar.gz`;
    mock
      .on(ListObjectsV2Command)
      .resolvesOnce({ Contents: [], IsTruncated: true, NextContinuationToken: 'next' })
      .resolves({ Contents: [{ Key, ...object }] });
    await pins.pin(release);
    expect(mock.commandCalls(CopyObjectCommand)).toHaveLength(calls);
    expect(mock.commandCalls(ListObjectsV2Command)[1]?.args[0].input).toMatchObject({
      Prefix: pinnedPrefix(release),
      ContinuationToken: 'next',
    });
  });

  it('that are throttled are tried again: the SDK’s own error goes through', async () => {
    const throttled = new S3ServiceException({ name: 'SlowDown', $fault: 'server', $metadata: {} });
    mock.on(CopyObjectCommand).rejects(throttled);
    await expect(pins.pin(aRelease({ artifact: artifact() }))).rejects.toBe(throttled);
  });
});

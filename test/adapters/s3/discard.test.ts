import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { s3Discards } from '../../../adapters/s3/discard.ts';
import { pinnedPrefix } from '../../../core/release.ts';
import { aRelease } from '../../support/builders.ts';

const s3 = mockClient(S3Client);
afterAll(() => s3.restore());
const discards = s3Discards(new S3Client({ region: 'us-east-1' }));
beforeEach(() => s3.reset());

const release = aRelease();
const prefix = pinnedPrefix(release);

describe('A pinned artifact', () => {
  it('is deleted with all its versions and delete markers, page by page', async () => {
    s3.on(ListObjectVersionsCommand)
      .resolvesOnce({
        IsTruncated: true,
        Versions: [
          { Key: `${prefix}a`, VersionId: '1' },
          { Key: `${prefix}a`, VersionId: '2' },
        ],
        DeleteMarkers: [{ Key: `${prefix}b`, VersionId: '3' }],
      })
      .resolvesOnce({ IsTruncated: false, Versions: [{ Key: `${prefix}c`, VersionId: '4' }] });
    s3.on(DeleteObjectsCommand).resolves({});
    await discards.deletePinned(release);
    expect(s3.commandCalls(DeleteObjectsCommand).map(({ args }) => args[0].input)).toEqual([
      {
        Bucket: release.artifact.bucket,
        Delete: {
          Quiet: true,
          Objects: [
            { Key: `${prefix}a`, VersionId: '1' },
            { Key: `${prefix}a`, VersionId: '2' },
            { Key: `${prefix}b`, VersionId: '3' },
          ],
        },
      },
      {
        Bucket: release.artifact.bucket,
        Delete: { Quiet: true, Objects: [{ Key: `${prefix}c`, VersionId: '4' }] },
      },
    ]);
  });

  it('that is gone is done', async () => {
    s3.on(ListObjectVersionsCommand).resolves({});
    await discards.deletePinned(release);
    expect(s3.commandCalls(DeleteObjectsCommand)).toEqual([]);
  });

  it('is all that is deleted, whatever the listing says', async () => {
    s3.on(ListObjectVersionsCommand).resolves({
      Versions: [{ Key: 'models/iris/v1/model.tar.gz', VersionId: '1' }],
    });
    await discards.deletePinned(release);
    expect(s3.commandCalls(DeleteObjectsCommand)).toEqual([]);
  });

  it('that is not wholly deleted is an error, and does not go round for ever', async () => {
    s3.on(ListObjectVersionsCommand).resolves({
      IsTruncated: true,
      Versions: [{ Key: `${prefix}a`, VersionId: '1' }],
    });
    s3.on(DeleteObjectsCommand).resolves({
      Errors: [{ Key: `${prefix}a`, Code: 'AccessDenied', Message: 'Access Denied' }],
    });
    await expect(discards.deletePinned(release)).rejects.toThrow(
      `1 of 1 not deleted: ${prefix}a: AccessDenied Access Denied`,
    );
  });
});

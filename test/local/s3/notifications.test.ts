import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { s3World } from './support.ts';

const Bucket = 'models';

test('a put tells EventBridge exactly what S3 documents', async () => {
  const { s3, events } = s3World();
  const put = await s3.send(new PutObjectCommand({ Bucket, Key: 'a b/é.tar.gz', Body: 'hello' }));
  expect(events).toEqual([
    {
      source: 'aws.s3',
      detailType: 'Object Created',
      resources: ['arn:aws:s3:::models'],
      detail: {
        version: '0',
        'event-version': '1.0',
        bucket: { name: 'models' },
        object: {
          key: 'a b/é.tar.gz',
          size: 5,
          etag: '5d41402abc4b2a76b9719d911017c592',
          'version-id': put.VersionId,
          sequencer: expect.stringMatching(/^[0-9a-f]{16}$/),
        },
        'request-id': put.$metadata.requestId,
        requester: '000000000000',
        'source-ip-address': '127.0.0.1',
        reason: 'PutObject',
      },
    },
  ]);
});

test('sequencers grow with every change, within a millisecond and over time', async () => {
  const { s3, events, clock } = s3World();
  for (const wait of [0, 0, 1, 3_600_000, 0]) {
    await clock.advance(wait);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  }
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  const sequencers = events.map(({ detail }) => (detail.object as { sequencer: string }).sequencer);
  expect(sequencers).toHaveLength(6);
  expect(new Set(sequencers).size).toBe(6);
  expect(sequencers.toSorted()).toEqual(sequencers);
});

test('a delete tells whether it made a marker or removed for good', async () => {
  const { s3, events } = s3World();
  const put = await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: put.VersionId }));
  expect(events.slice(1)).toMatchObject([
    {
      detailType: 'Object Deleted',
      detail: {
        object: { key: 'a', etag: 'd41d8cd98f00b204e9800998ecf8427e', 'version-id': marker.VersionId },
        reason: 'DeleteObject',
        'deletion-type': 'Delete Marker Created',
      },
    },
    {
      detailType: 'Object Deleted',
      detail: {
        object: { key: 'a', 'version-id': put.VersionId },
        reason: 'DeleteObject',
        'deletion-type': 'Permanently Deleted',
      },
    },
  ]);
});

test('a bucket without EventBridge tells nothing', async () => {
  const { s3, events } = s3World();
  await s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'a', Body: 'x' }));
  await s3.send(new DeleteObjectCommand({ Bucket: 'plain', Key: 'a' }));
  expect(events).toEqual([]);
});

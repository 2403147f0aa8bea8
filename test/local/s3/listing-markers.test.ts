import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { errorOf, s3World } from './support.ts';
import { uploading } from './uploading.ts';

const Bucket = 'models';

async function fill(s3: S3Client, keys: readonly string[]): Promise<void> {
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
}

test('AWS leaves out the whole common prefix that a marker lies in, in every listing', async () => {
  const { s3 } = s3World();
  await fill(s3, ['f/a/1', 'f/a/2', 'f/b', 'f/c']);
  for (const Key of ['f/a/1', 'f/a/2', 'f/b', 'f/c']) {
    await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  }
  const within = { Bucket, Prefix: 'f/', Delimiter: '/' };
  const pages = [
    await s3.send(new ListObjectsCommand({ ...within, Marker: 'f/a/1' })),
    await s3.send(new ListObjectsV2Command({ ...within, StartAfter: 'f/a/1' })),
    await s3.send(new ListObjectVersionsCommand({ ...within, KeyMarker: 'f/a/1' })),
    await s3.send(new ListMultipartUploadsCommand({ ...within, KeyMarker: 'f/a/1' })),
  ];
  for (const page of pages) {
    const listed = 'Uploads' in page ? page.Uploads : 'Versions' in page ? page.Versions : undefined;
    const shown = listed ?? ('Contents' in page ? page.Contents : []);
    expect([page.CommonPrefixes, shown?.map(({ Key }) => Key)]).toEqual([undefined, ['f/b', 'f/c']]);
  }
  // Without a delimiter there is nothing to leave out.
  const plain = await s3.send(new ListObjectsCommand({ Bucket, Prefix: 'f/', Marker: 'f/a/1' }));
  expect(plain.Contents?.map(({ Key }) => Key)).toEqual(['f/a/2', 'f/b', 'f/c']);
});

test('AWS tells start-after only where it counts, and not the continuation token that it refuses', async () => {
  const { s3, raw } = s3World();
  await fill(s3, ['a', 'b', 'c']);
  const first = await s3.send(new ListObjectsV2Command({ Bucket, StartAfter: 'a', MaxKeys: 1 }));
  expect(first.StartAfter).toBe('a');
  const next = { Bucket, StartAfter: 'a', ContinuationToken: first.NextContinuationToken };
  expect(await s3.send(new ListObjectsV2Command(next))).not.toHaveProperty('StartAfter');
  const empty = await raw('GET', '/models?list-type=2&continuation-token=');
  expect(empty.body).toContain('<ArgumentName>continuation-token</ArgumentName>');
  expect(empty.body).not.toContain('ArgumentValue');
});

test("AWS's next markers of uploads are those of the last one listed, and empty where there is none", async () => {
  const { s3 } = s3World();
  const list = (more: object = {}) => s3.send(new ListMultipartUploadsCommand({ Bucket, ...more }));
  expect(await list()).toMatchObject({ NextKeyMarker: '', NextUploadIdMarker: '', IsTruncated: false });
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'f/a' }));
  expect(await list()).toMatchObject({ NextKeyMarker: 'f/a', NextUploadIdMarker: UploadId });
  await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'g' }));
  const rolledUp = await list({ Delimiter: '/', MaxUploads: 1 });
  expect(rolledUp).toMatchObject({ IsTruncated: true, NextKeyMarker: '', NextUploadIdMarker: '' });
  expect(await errorOf(list({ KeyMarker: 'g', UploadIdMarker: UploadId }))).toMatchObject({
    name: 'InvalidArgument',
    message: 'Invalid uploadId marker',
  });
});

test('AWS takes an empty number in the query of a listing for none', async () => {
  const w = await uploading();
  await w.part(1, 'one');
  for (const name of ['part-number-marker', 'max-parts']) {
    const answer = await w.raw('GET', `/models/big?uploadId=${w.UploadId}&${name}=`);
    expect(answer.body).toContain('<PartNumberMarker>0</PartNumberMarker>');
    expect(answer.body).toContain('<MaxParts>1000</MaxParts>');
  }
});

import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { errorOf, s3World } from './support.ts';

const Bucket = 'models';
const Key = 'a';

test('with versioning a delete hides the object, and removing the marker brings it back', async () => {
  const { s3, raw, service } = s3World();
  const put = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) });

  const hidden = await raw('GET', `/${Bucket}/${Key}`);
  expect(hidden.status).toBe(404);
  expect(hidden.headers).toMatchObject({
    'x-amz-delete-marker': 'true',
    'x-amz-version-id': marker.VersionId,
  });
  expect(await service.objects.read(Bucket, Key)).toBeUndefined();
  expect(await service.objects.read(Bucket, Key, put.VersionId)).toBeDefined();
  const byId = await errorOf(s3.send(new GetObjectCommand({ Bucket, Key, VersionId: marker.VersionId })));
  expect(byId).toMatchObject({ name: 'MethodNotAllowed' });

  const removed = await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: marker.VersionId }));
  expect(removed).toMatchObject({ DeleteMarker: true, VersionId: marker.VersionId });
  expect((await s3.send(new GetObjectCommand({ Bucket, Key }))).VersionId).toBe(put.VersionId);
});

test('a version deleted by its id is gone, and a second time nothing happens', async () => {
  const { s3, events } = s3World();
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  for (let time = 0; time < 2; time++) await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  const left = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  expect([left.Versions, left.DeleteMarkers]).toEqual([undefined, undefined]);
  expect(events.map(({ detailType }) => detailType)).toEqual(['Object Created', 'Object Deleted']);
});

test('AWS deletes by no id that it never gave; among many it tells of each', async () => {
  const { s3, events } = s3World();
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  for (const name of [Bucket, 'plain']) {
    const madeUp = { Key, VersionId: 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD' };
    expect(await errorOf(s3.send(new DeleteObjectCommand({ Bucket: name, ...madeUp })))).toMatchObject({
      name: 'InvalidArgument',
      message: 'Invalid version id specified',
    });
    const many = { Objects: [madeUp], Quiet: true };
    const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket: name, Delete: many }));
    expect([Deleted, Errors]).toEqual([
      undefined,
      [{ ...madeUp, Code: 'NoSuchVersion', Message: 'The specified version does not exist.' }],
    ]);
  }
  expect((await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions).toMatchObject([{ VersionId }]);
  expect(events).toHaveLength(1);
});

test('without versioning a delete is final', async () => {
  const { s3 } = s3World();
  await s3.send(new PutObjectCommand({ Bucket: 'plain', Key, Body: 'x' }));
  const deleted = await s3.send(new DeleteObjectCommand({ Bucket: 'plain', Key }));
  expect([deleted.DeleteMarker, deleted.VersionId]).toEqual([undefined, undefined]);
  expect(await errorOf(s3.send(new GetObjectCommand({ Bucket: 'plain', Key })))).toMatchObject({
    name: 'NoSuchKey',
  });
});

test('many keys go at once, however they are written', async () => {
  const { s3, events } = s3World();
  const keys = ['a', 'b&<c>', ' d\r\n'];
  for (const key of keys) await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: 'x' }));
  const Objects = keys.map((key) => ({ Key: key }));
  const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(Deleted).toEqual(
    keys.map((key) => ({ Key: key, DeleteMarker: true, DeleteMarkerVersionId: expect.any(String) })),
  );
  expect(events.slice(3).map(({ detail }) => (detail.object as { key: string }).key)).toEqual(keys);

  const quiet = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  expect(quiet.Deleted).toBeUndefined();
});

test('a delete of many needs a digest of its body, and at least one key', async () => {
  const { raw } = s3World();
  const bare = await raw('POST', '/models?delete=', {
    body: '<Delete><Object><Key>a</Key></Object></Delete>',
  });
  expect(bare.body).toContain('<Code>InvalidRequest</Code>');
  for (const body of ['', '<Delete></Delete>', '<Delete><Object></Object></Delete>', 'no xml <']) {
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(body))).toString('base64');
    const answer = await raw('POST', '/models?delete=', {
      body,
      headers: { 'x-amz-checksum-sha256': digest },
    });
    expect(answer.body).toContain('<Code>MalformedXML</Code>');
  }
});

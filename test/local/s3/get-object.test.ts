import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { rangeOf } from '../../../local/s3/conditions.ts';
import { errorOf, s3World } from './support.ts';

const Bucket = 'models';
const Key = 'a';

test('each version stays readable by its id', async () => {
  const { s3, service } = s3World();
  const put = (Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const [first, second] = [await put('one'), await put('two')];
  const read = async (VersionId?: string) => {
    const got = await s3.send(new GetObjectCommand({ Bucket, Key, ...(VersionId ? { VersionId } : {}) }));
    return got.Body?.transformToString();
  };
  expect(await read()).toBe('two');
  expect(await read(first.VersionId)).toBe('one');
  expect(await read(second.VersionId)).toBe('two');
  expect(Buffer.from((await service.objects.read(Bucket, Key, first.VersionId)) ?? []).toString()).toBe(
    'one',
  );
  expect(await service.objects.read(Bucket, Key, 'none')).toBeUndefined();
  expect(await service.objects.read('none', Key)).toBeUndefined();
});

test('without versioning the last put is all there is, and it has no version id', async () => {
  const { s3 } = s3World();
  for (const Body of ['one', 'two']) await s3.send(new PutObjectCommand({ Bucket: 'plain', Key, Body }));
  const got = await s3.send(new GetObjectCommand({ Bucket: 'plain', Key }));
  expect([await got.Body?.transformToString(), got.VersionId]).toEqual(['two', undefined]);
});

test('what is not there is told apart', async () => {
  const { s3 } = s3World();
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const get = (input: { Bucket?: string; Key?: string; VersionId?: string }) =>
    errorOf(s3.send(new GetObjectCommand({ Bucket, Key, ...input })));
  expect(await get({ Key: 'b' })).toMatchObject({ name: 'NoSuchKey' });
  expect(await get({ Bucket: 'nowhere' })).toMatchObject({ name: 'NoSuchBucket' });
  expect(await get({ VersionId: 'bogus' })).toMatchObject({ name: 'InvalidArgument' });
  const head = await errorOf(s3.send(new HeadObjectCommand({ Bucket, Key: 'b' })));
  expect(head).toBeInstanceOf(S3ServiceException);
  expect(head).toMatchObject({ name: 'NotFound', $metadata: { httpStatusCode: 404 } });
});

test('AWS tells a version that is gone from an id that it never gave', async () => {
  const { s3 } = s3World();
  const { VersionId = '' } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  const get = (input: { Bucket?: string; VersionId: string }) =>
    errorOf(s3.send(new GetObjectCommand({ Bucket, Key, ...input })));
  expect(await get({ VersionId })).toMatchObject({ name: 'NoSuchVersion' });
  expect(await get({ VersionId: `${VersionId.slice(0, -4)}ABCD` })).toMatchObject({
    name: 'InvalidArgument',
    message: 'Invalid version id specified',
  });
  // Without versioning there is none but null.
  const plain = { Bucket: 'plain', Key };
  await s3.send(new PutObjectCommand({ ...plain, Body: 'x' }));
  expect(await get({ Bucket: 'plain', VersionId })).toMatchObject({ name: 'InvalidArgument' });
  await s3.send(new GetObjectCommand({ ...plain, VersionId: 'null' }));
});

test('a head says how long the body is without sending it', async () => {
  const { s3, raw } = s3World();
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'hello' }));
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({ ContentLength: 5 });
  expect((await raw('HEAD', `/${Bucket}/${Key}`)).body).toBe('');
});

test('a range brings a part, without the checksum of the whole', async () => {
  const { s3 } = s3World();
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: '0123456789' }));
  const part = await s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=2-4' }));
  expect(await part.Body?.transformToString()).toBe('234');
  expect(part).toMatchObject({ ContentRange: 'bytes 2-4/10', ContentLength: 3 });
  expect(part.$metadata.httpStatusCode).toBe(206);
  expect(part.ChecksumCRC32).toBeUndefined();
  const beyond = await errorOf(s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=10-' })));
  expect(beyond).toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
});

test.each([
  ['bytes=0-0', { start: 0, end: 1 }],
  ['bytes=8-99', { start: 8, end: 10 }],
  ['bytes=4-', { start: 4, end: 10 }],
  ['bytes=-3', { start: 7, end: 10 }],
  ['bytes=-99', { start: 0, end: 10 }],
  ['bytes=5-4', undefined],
  ['bytes=-', undefined],
  ['lines=1-2', undefined],
  [undefined, undefined],
])('of 10 bytes, %s is %j', (header, range) => {
  expect(rangeOf(header, 10)).toEqual(range);
});

test('a range of nothing is refused: past the end, none from the end, or of an empty object', () => {
  expect(() => rangeOf('bytes=10-12', 10)).toThrow(/not satisfiable/);
  expect(() => rangeOf('bytes=-0', 10)).toThrow(/not satisfiable/);
  expect(() => rangeOf('bytes=0-', 0)).toThrow(/not satisfiable/);
  expect(() => rangeOf('bytes=0-1,4-5', 10)).toThrow(/several ranges/);
});

test('conditions hold against the ETag', async () => {
  const { s3 } = s3World();
  const { ETag = '' } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const get = (input: object) => s3.send(new GetObjectCommand({ Bucket, Key, ...input }));
  expect((await get({ IfMatch: ETag })).ETag).toBe(ETag);
  expect((await get({ IfNoneMatch: '"other"' })).ETag).toBe(ETag);
  expect(await errorOf(get({ IfMatch: '"other"' }))).toMatchObject({
    name: 'PreconditionFailed',
    Condition: 'If-Match',
  });
  expect(await errorOf(get({ IfNoneMatch: `"other", ${ETag}` }))).toMatchObject({
    $metadata: { httpStatusCode: 304 },
  });
});

test('conditions hold against the date, to the second, unless there is one on the ETag', async () => {
  const { s3, raw, clock } = s3World();
  await clock.advance(1500);
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const status = async (headers: Record<string, string>) =>
    (await raw('GET', `/${Bucket}/${Key}`, { headers })).status;
  const [before, same] = ['Mon, 05 Jan 2026 00:00:00 GMT', 'Mon, 05 Jan 2026 00:00:01 GMT'];
  expect(await status({ 'if-modified-since': before })).toBe(200);
  expect(await status({ 'if-modified-since': same })).toBe(304);
  expect(await status({ 'if-modified-since': same, 'if-none-match': '"other"' })).toBe(200);
  expect(await status({ 'if-unmodified-since': before })).toBe(412);
  expect(await status({ 'if-unmodified-since': same })).toBe(200);
  expect(await status({ 'if-unmodified-since': before, 'if-match': '*' })).toBe(200);
  expect(await status({ 'if-modified-since': 'some day' })).toBe(200);
  // AWS ignores one in the future: now it is 1.5 s past the hour.
  expect(await status({ 'if-modified-since': 'Mon, 05 Jan 2026 00:00:02 GMT' })).toBe(200);
});

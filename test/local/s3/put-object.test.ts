import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ChecksumAlgorithm, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { errorOf, s3World } from './support.ts';

const Bucket = 'models';
const Key = 'models/iris/1/model.tar.gz';

test('a buffer comes back as it was put, with what the uploader said of it', async () => {
  const { s3, clock } = s3World();
  await clock.advance(1500);
  const put = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: 'hello',
      ContentType: 'application/gzip',
      CacheControl: 'no-store',
      Metadata: { accuracy: '0.97' },
    }),
  );
  expect(put).toMatchObject({
    ETag: '"5d41402abc4b2a76b9719d911017c592"',
    ChecksumCRC32: 'NhCmhg==',
    ChecksumType: 'FULL_OBJECT',
    ServerSideEncryption: 'AES256',
    VersionId: expect.stringMatching(/^\w{32}$/),
  });

  const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(await got.Body?.transformToString()).toBe('hello');
  expect(got).toMatchObject({
    ETag: put.ETag,
    VersionId: put.VersionId,
    ContentLength: 5,
    ContentType: 'application/gzip',
    CacheControl: 'no-store',
    Metadata: { accuracy: '0.97' },
    LastModified: new Date('2026-01-05T00:00:01Z'),
  });
});

test('a stream, which the SDK sends in chunks with its checksum at the end, is stored without the framing', async () => {
  const { s3, service, router } = s3World();
  const sent: string[] = [];
  const dispatch = router.dispatch;
  router.dispatch = (request) => {
    sent.push(request.headers['content-encoding'] ?? '');
    return dispatch(request);
  };
  const body = Buffer.alloc(200_000, 'greenlight');
  const chunks = [body.subarray(0, 1), body.subarray(1, 70_000), body.subarray(70_000)];
  const put = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: Readable.from(chunks, { objectMode: false }),
      ContentLength: body.length,
      ContentEncoding: 'gzip',
    }),
  );
  expect(sent).toEqual(['gzip,aws-chunked']);
  expect(await service.objects.read(Bucket, Key)).toEqual(body);
  expect(put.ETag).toBe(`"${createHash('md5').update(body).digest('hex')}"`);

  const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(body);
  expect(got.ContentEncoding).toBe('gzip');
});

test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
  'the SDK and S3 agree on a %s, both ways',
  async (algorithm) => {
    const { s3 } = s3World();
    const Body = 'The quick brown fox jumps over the lazy dog';
    const put = await s3.send(
      new PutObjectCommand({ Bucket, Key, Body, ChecksumAlgorithm: ChecksumAlgorithm[algorithm] }),
    );
    expect(put[`Checksum${algorithm}`]).toMatch(/^[\w+/]+=*$/);
    // The SDK computes it again while it reads, and fails if it differs.
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe(Body);
    expect(got[`Checksum${algorithm}`]).toBe(put[`Checksum${algorithm}`]);
  },
);

test('an upload without a checksum gets CRC-64/NVME, as S3 does', async () => {
  const { raw } = s3World();
  const put = await raw('PUT', '/plain/a', { body: '123456789' });
  const value = Buffer.from('ae8b14860a799888', 'hex').toString('base64');
  expect(put.headers).toMatchObject({ 'x-amz-checksum-crc64nvme': value });
});

test.each([
  ['BadDigest', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
  ['BadDigest', { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64') }],
  ['BadDigest', { 'content-md5': Buffer.alloc(16).toString('base64') }],
  ['InvalidDigest', { 'content-md5': 'short' }],
  ['InvalidRequest', { 'x-amz-checksum-crc32': 'not base64!' }],
  [
    'InvalidRequest',
    { 'x-amz-checksum-crc32': 'NhCmhg==', 'x-amz-checksum-sha1': 'qvTGHdzF6KLavt4PO0gs2a6pQ00=' },
  ],
  ['InvalidRequest', { 'x-amz-sdk-checksum-algorithm': 'SHA256' }],
  ['XAmzContentSHA256Mismatch', { 'x-amz-content-sha256': '0'.repeat(64) }],
])('a body that is not what was said of it ends in %s and leaves no trace', async (code, headers) => {
  const { raw, events } = s3World();
  const put = await raw('PUT', `/${Bucket}/a`, { headers, body: 'hello' });
  expect(put.status).toBe(400);
  expect(put.body).toContain(`<Code>${code}</Code>`);
  expect((await raw('GET', `/${Bucket}/a`)).status).toBe(404);
  expect(events).toEqual([]);
});

test('signed chunks are decoded too', async () => {
  const { raw } = s3World();
  const signature = `chunk-signature=${'a'.repeat(64)}`;
  const headers = {
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '9',
    'x-amz-trailer': 'x-amz-checksum-crc32c',
  };
  const crc = Buffer.from('e3069283', 'hex').toString('base64');
  const body =
    `4;${signature}\r\n1234\r\n5;${signature}\r\n56789\r\n0;${signature}\r\n` +
    `x-amz-checksum-crc32c:${crc}\r\nx-amz-trailer-signature:${'b'.repeat(64)}\r\n\r\n`;
  const put = await raw('PUT', '/plain/a', { headers, body });
  expect(put.headers).toMatchObject({ 'x-amz-checksum-crc32c': crc });
  expect((await raw('GET', '/plain/a')).body).toBe('123456789');
});

const chunked = {
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': '5',
  'x-amz-trailer': 'x-amz-checksum-crc32',
};
const goodTrailer = 'x-amz-checksum-crc32:NhCmhg==\r\n\r\n';

test.each([
  ['IncompleteBody', 'is cut off in a chunk', chunked, '5\r\nhel'],
  ['IncompleteBody', 'lacks the last chunk', chunked, '5\r\nhello\r\n'],
  ['IncompleteBody', 'has a size that is no number', chunked, `x\r\nhello\r\n0\r\n${goodTrailer}`],
  ['IncompleteBody', 'is shorter than declared', chunked, `4\r\nhell\r\n0\r\n${goodTrailer}`],
  ['MalformedTrailerError', 'lacks the announced trailer', chunked, '5\r\nhello\r\n0\r\n\r\n'],
  ['MalformedTrailerError', 'has a trailer that is none', chunked, '5\r\nhello\r\n0\r\nnonsense\r\n\r\n'],
  ['BadDigest', 'has a wrong checksum', chunked, `5\r\nhallo\r\n0\r\n${goodTrailer}`],
])('%s: a chunked body that %s', async (code, _, headers, body) => {
  const { raw, service } = s3World();
  const put = await raw('PUT', '/plain/a', { headers, body });
  expect(put.body).toContain(`<Code>${code}</Code>`);
  expect(await service.objects.read('plain', 'a')).toBeUndefined();
});

test('If-None-Match: * writes only where nothing is', async () => {
  const { s3 } = s3World();
  const put = () => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', IfNoneMatch: '*' }));
  await put();
  expect(await errorOf(put())).toMatchObject({
    name: 'PreconditionFailed',
    $metadata: { httpStatusCode: 412 },
  });
});

test('an object does not change with the buffer of an in-process client that goes on using it', async () => {
  const { s3, service } = s3World();
  const buffer = Buffer.from('hello');
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: buffer }));
  buffer.fill(0);
  expect(Buffer.from((await service.objects.read(Bucket, Key)) ?? []).toString()).toBe('hello');
});

test.each(['../../etc/passwd', 'a//b', 'a b+c&d=é😀', '%2e%2e/%41', './x/..', ' lead', 'quote\'"<>'])(
  'the key %j is kept as it is',
  async (key) => {
    const { s3, service, events } = s3World();
    await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: 'x' }));
    expect(await service.objects.read(Bucket, key)).toBeDefined();
    expect(events[0]?.detail.object).toMatchObject({ key });
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
    expect(await got.Body?.transformToString()).toBe('x');
  },
);

test('keys and metadata have limits', async () => {
  const { s3, raw } = s3World();
  await s3.send(new PutObjectCommand({ Bucket, Key: 'é'.repeat(512), Body: 'x' }));
  const long = await errorOf(
    s3.send(new PutObjectCommand({ Bucket, Key: `${'é'.repeat(512)}x`, Body: 'x' })),
  );
  expect(long).toMatchObject({ name: 'KeyTooLongError', message: 'Your key is too long' });

  const put = (note: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', Metadata: { note } }));
  await put('n'.repeat(2044));
  expect(await errorOf(put('n'.repeat(2045)))).toMatchObject({ name: 'MetadataTooLarge' });

  expect((await raw('PUT', `/${Bucket}/%zz`)).body).toContain('<Code>InvalidURI</Code>');
});

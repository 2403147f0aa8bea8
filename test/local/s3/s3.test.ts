import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { inProcessHandler } from '../../../local/transport/in-process.ts';
import { errorOf, s3World } from './support.ts';

test.each([
  ['PUT', '/new', {}, 'PUT /{bucket}'],
  ['POST', '/models', {}, 'POST /{bucket}'],
  ['PUT', '/models?versioning=', {}, 'PUT /{bucket}?versioning'],
  ['GET', '/models?policy=', {}, '"policy"'],
  ['GET', '/models/a?acl=', {}, '"acl"'],
  ['GET', '/models/a?partNumber=1', {}, '"partNumber"'],
  ['POST', '/models/a?tagging=', {}, 'POST /{bucket}/{key}?tagging'],
  ['POST', '/models/a?restore=', {}, 'POST /{bucket}/{key}?restore'],
  ['PUT', '/models/b', { 'x-amz-copy-source': '/models/a', 'if-match': '"x"' }, 'if-match'],
  ['PUT', '/models/a?uploadId=u&partNumber=1', { 'x-amz-meta-team': 'ml' }, 'x-amz-meta-team'],
  ['PUT', '/models/a', { 'x-amz-acl': 'public-read' }, 'x-amz-acl: public-read'],
  ['PUT', '/models/a', { 'x-amz-server-side-encryption': 'aws:kms' }, 'aws:kms'],
  ['PUT', '/models/a', { 'x-amz-checksum-xxhash64': 'x' }, 'x-amz-checksum-xxhash64'],
  ['PUT', '/models/a', { 'if-match': '"x"' }, 'if-match'],
  ['PUT', '/models/a', { 'if-none-match': '"x"' }, 'If-None-Match'],
  ['OPTIONS', '/models/a', {}, 'OPTIONS /{bucket}/{key}'],
])('%s %s with %j is refused by name, not ignored', async (method, target, headers, named) => {
  const { raw, events } = s3World();
  const answer = await raw(method, target, { headers });
  expect(answer.status).toBe(501);
  expect(answer.body).toContain('<Code>NotImplemented</Code>');
  expect(answer.body.replaceAll('&#34;', '"')).toContain(named);
  expect(events).toEqual([]);
});

test('headers that ask for what S3 does anyway are taken', async () => {
  const { s3 } = s3World();
  const put = new PutObjectCommand({
    Bucket: 'models',
    Key: 'a',
    Body: 'x',
    ACL: 'private',
    ServerSideEncryption: 'AES256',
    StorageClass: 'STANDARD',
    ExpectedBucketOwner: '000000000000',
  });
  expect((await s3.send(put)).ServerSideEncryption).toBe('AES256');
  const owned = new PutObjectCommand({
    Bucket: 'models',
    Key: 'a',
    Body: 'x',
    ExpectedBucketOwner: '111122223333',
  });
  expect(await errorOf(s3.send(owned))).toMatchObject({ name: 'AccessDenied' });
});

test('a bucket is also reached by its host name', async () => {
  const { router, service } = s3World();
  const hosts: string[] = [];
  const dispatch = router.dispatch;
  router.dispatch = (request) => {
    hosts.push(request.headers.host ?? '');
    return dispatch(request);
  };
  const s3 = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoint: 'http://localhost:4566',
    maxAttempts: 1,
    requestHandler: inProcessHandler(router),
  });
  await s3.send(new PutObjectCommand({ Bucket: 'models', Key: 'a/../b', Body: 'x' }));
  expect(hosts).toEqual(['models.localhost:4566']);
  expect(await service.objects.read('models', 'a/../b')).toBeDefined();
});

test('a request signed for another region is sent to us-east-1', async () => {
  const { router } = s3World();
  const s3 = new S3Client({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoint: 'http://127.0.0.1:4566',
    maxAttempts: 1,
    requestHandler: inProcessHandler(router),
  });
  const refusal = await errorOf(s3.send(new GetObjectCommand({ Bucket: 'models', Key: 'a' })));
  expect(refusal).toMatchObject({ name: 'AuthorizationHeaderMalformed' });
  expect(refusal.message).toContain('AWS_REGION=us-east-1');
});

test('a presigned link needs no headers', async () => {
  const { s3, raw } = s3World();
  await s3.send(new PutObjectCommand({ Bucket: 'models', Key: 'a', Body: 'hello' }));
  const v4 =
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=local%2F20260105%2Fus-east-1%2Fs3%2Faws4_request' +
    '&X-Amz-Date=20260105T000000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=0&x-id=GetObject';
  const v2 = 'AWSAccessKeyId=local&Signature=x&Expires=1795360555';
  for (const query of [v4, v2]) expect((await raw('GET', `/models/a?${query}`)).body).toBe('hello');
});

test.each(['ab', 'Upper', 'under_score', '-lead', 'trail-', 'two..dots', '127.0.0.1', 'x'.repeat(64)])(
  'no bucket is named %j',
  (name) => {
    const { service } = s3World();
    expect(() => service.createBucket({ name, versioned: true, eventBridge: true })).toThrow(
      'The specified bucket is not valid.',
    );
  },
);

test('a bucket is made once', () => {
  const { service } = s3World();
  expect(() => service.createBucket({ name: 'models', versioned: true, eventBridge: true })).toThrow(
    expect.objectContaining({ name: 'BucketAlreadyOwnedByYou' }),
  );
});

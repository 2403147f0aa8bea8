import { expect, test } from 'vitest';
import { type S3Subject, s3OperationOf } from '../../../local/transport/s3-operation.ts';

const operation = (subject: S3Subject, method: string, query = '', headers: Record<string, string> = {}) =>
  s3OperationOf(subject, { method, query: new URLSearchParams(query), headers });

test.each([
  ['service', 'GET', '', 'ListBuckets'],
  ['service', 'PUT', '', undefined],
  ['bucket', 'GET', '', 'ListObjects'],
  ['bucket', 'GET', 'list-type=1', 'ListObjects'],
  ['bucket', 'GET', 'list-type=2', 'ListObjectsV2'],
  ['bucket', 'GET', 'versions', 'ListObjectVersions'],
  ['bucket', 'POST', 'delete', 'DeleteObjects'],
  ['bucket', 'POST', '', undefined],
  ['object', 'POST', 'uploads', 'CreateMultipartUpload'],
  ['object', 'GET', 'uploads', undefined],
  ['object', 'GET', 'uploadId=u', 'ListParts'],
  ['object', 'HEAD', 'tagging', undefined],
  ['object', 'DELETE', 'tagging', 'DeleteObjectTagging'],
  ['object', 'PATCH', '', undefined],
] as const)('%s, %s ?%s is %s', (subject, method, query, expected) => {
  expect(operation(subject, method, query)).toBe(expected);
});

test('a source makes a copy of what would put', () => {
  const copy = { 'x-amz-copy-source': 'b/c' };
  expect(operation('object', 'PUT', '', copy)).toBe('CopyObject');
  expect(operation('object', 'PUT', 'uploadId=u&partNumber=1', copy)).toBe('UploadPartCopy');
  expect(operation('object', 'GET', '', copy)).toBe('GetObject');
});

import { text, type WireRequest } from './wire.ts';

/** The S3 operations on an object and on a bucket by method and sub-resource, where no `x-id` names one. */
const s3Operations: readonly (readonly [
  method: string,
  on: 'bucket' | 'object',
  parameter: string | undefined,
  operation: string,
])[] = [
  ['GET', 'bucket', 'list-type', 'ListObjectsV2'],
  ['GET', 'bucket', 'versions', 'ListObjectVersions'],
  ['GET', 'bucket', 'uploads', 'ListMultipartUploads'],
  ['GET', 'bucket', 'location', 'GetBucketLocation'],
  ['GET', 'bucket', 'versioning', 'GetBucketVersioning'],
  ['GET', 'bucket', undefined, 'ListObjects'],
  ['HEAD', 'bucket', undefined, 'HeadBucket'],
  ['POST', 'bucket', 'delete', 'DeleteObjects'],
  ['POST', 'object', 'uploads', 'CreateMultipartUpload'],
  ['POST', 'object', 'uploadId', 'CompleteMultipartUpload'],
  ['PUT', 'object', 'uploadId', 'UploadPart'],
  ['GET', 'object', 'uploadId', 'ListParts'],
  ['DELETE', 'object', 'uploadId', 'AbortMultipartUpload'],
  ['PUT', 'object', 'tagging', 'PutObjectTagging'],
  ['GET', 'object', 'tagging', 'GetObjectTagging'],
  ['DELETE', 'object', 'tagging', 'DeleteObjectTagging'],
  ['PUT', 'object', undefined, 'PutObject'],
  ['GET', 'object', undefined, 'GetObject'],
  ['HEAD', 'object', undefined, 'HeadObject'],
  ['DELETE', 'object', undefined, 'DeleteObject'],
];

/** Where a PUT names a source, it copies. */
const copies: Readonly<Record<string, string>> = { PutObject: 'CopyObject', UploadPart: 'UploadPartCopy' };

/**
 * The operation that a request to `service` asks for, by AWS's name: for counting and for planned faults. It checks
 * nothing, so what no service covers has a name too.
 */
export function operationName(service: string, request: WireRequest): string {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return target.slice(target.indexOf('.') + 1);
  switch (service) {
    case 's3':
      return s3Operation(request);
    case 'lambda':
      return lambdaOperation(request);
    case 'runtime.sagemaker':
      return 'InvokeEndpoint';
    default: {
      const form = request.body.length > 0 ? new URLSearchParams(text(request.body)) : request.query;
      return form.get('Action') ?? `${request.method} ${request.path}`;
    }
  }
}

function s3Operation({ method, path, query, headers }: WireRequest): string {
  const on = /^\/[^/]+\/./.test(path) ? 'object' : 'bucket';
  const found = s3Operations.find(
    ([m, o, parameter]) => m === method && o === on && (parameter === undefined || query.has(parameter)),
  )?.[3];
  const named = path === '/' ? 'ListBuckets' : (query.get('x-id') ?? found ?? `${method} ${path}`);
  return headers['x-amz-copy-source'] === undefined ? named : (copies[named] ?? named);
}

function lambdaOperation({ method, path }: WireRequest): string {
  if (path.endsWith('/invocations')) return 'Invoke';
  if (method === 'GET' && path.endsWith('/url')) return 'GetFunctionUrlConfig';
  return /\/functions\/?$/.test(path)
    ? 'ListFunctions'
    : method === 'GET'
      ? 'GetFunction'
      : `${method} ${path}`;
}

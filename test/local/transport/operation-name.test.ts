import { expect, test } from 'vitest';
import { operationName } from '../../../local/transport/operation-name.ts';
import { utf8 } from '../../../local/transport/wire.ts';

const request = (method: string, target: string, headers: Record<string, string> = {}, body = '') => {
  const [path = '/', query = ''] = target.split('?');
  return { method, path, query: new URLSearchParams(query), headers, body: utf8(body) };
};

test.each([
  ['sagemaker', request('POST', '/', { 'x-amz-target': 'SageMaker.UpdateEndpoint' }), 'UpdateEndpoint'],
  ['sns', request('POST', '/', {}, 'Action=Publish&Message=m'), 'Publish'],
  ['sts', request('GET', '/?Action=GetCallerIdentity'), 'GetCallerIdentity'],
  ['runtime.sagemaker', request('POST', '/endpoints/iris/invocations'), 'InvokeEndpoint'],
  ['lambda', request('POST', '/2015-03-31/functions/f/invocations'), 'Invoke'],
  ['lambda', request('GET', '/2015-03-31/functions/'), 'ListFunctions'],
  ['lambda', request('GET', '/2015-03-31/functions/f'), 'GetFunction'],
  ['s3', request('GET', '/?x-id=ListBuckets'), 'ListBuckets'],
  ['s3', request('GET', '/models?list-type=2'), 'ListObjectsV2'],
  ['s3', request('GET', '/models/a/b?x-id=GetObject'), 'GetObject'],
  ['s3', request('PUT', '/models/a?x-id=CopyObject', { 'x-amz-copy-source': 'b/c' }), 'CopyObject'],
  // As boto3 and the CLI send it.
  ['s3', request('PUT', '/models/a', { 'x-amz-copy-source': 'b/c' }), 'CopyObject'],
  ['s3', request('PUT', '/models/a?partNumber=1&uploadId=u'), 'UploadPart'],
  [
    's3',
    request('PUT', '/models/a?partNumber=1&uploadId=u', { 'x-amz-copy-source': 'b/c' }),
    'UploadPartCopy',
  ],
  ['s3', request('HEAD', '/models/a'), 'HeadObject'],
  ['s3', request('PATCH', '/models/a'), 'PATCH /models/a'],
])('%s: %j is %s', (service, wire, expected) => {
  expect(operationName(service, wire)).toBe(expected);
});

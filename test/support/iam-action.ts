import { text, type WireRequest } from '../../local/transport/wire.ts';

/** IAM's service prefixes, by the prefixes of x-amz-target. */
const prefixes: Readonly<Record<string, string>> = {
  SageMaker: 'sagemaker',
  AWSStepFunctions: 'states',
  AWSEvents: 'events',
  DynamoDB_20120810: 'dynamodb',
  GraniteServiceVersion20100801: 'cloudwatch',
  ServiceQuotasV20190624: 'servicequotas',
  AnyScaleFrontendService: 'application-autoscaling',
  AmazonSQS: 'sqs',
};

/** The IAM action that authorises a request to a service of the controller: `sns:Publish`. */
export function iamAction({ method, path, query, headers, body }: WireRequest): string {
  const [target = '', operation] = (headers['x-amz-target'] ?? '').split('.');
  if (operation !== undefined) return `${prefixes[target] ?? target}:${operation}`;
  if (/^\/endpoints\/[^/]+\/invocations$/.test(path)) return 'sagemaker:InvokeEndpoint';
  if (/^\/2015-03-31\/functions\/[^/]+\/invocations$/.test(path)) return 'lambda:InvokeFunction';
  const action = new URLSearchParams(text(body)).get('Action');
  if (action !== null) return `sns:${action}`;
  return `s3:${s3Action(method, query)}`;
}

/**
 * S3's actions by method and query ("Actions, resources, and condition keys for Amazon S3"). A copy also
 * needs the right to read its source, which this single name does not show.
 */
function s3Action(method: string, query: WireRequest['query']): string {
  const version = query.has('versionId') ? 'Version' : '';
  switch (method) {
    case 'GET':
      if (query.has('versions')) return 'ListBucketVersions';
      if (query.has('list-type')) return 'ListBucket';
      return `GetObject${version}`;
    case 'HEAD':
      return `GetObject${version}`;
    case 'PUT':
      return 'PutObject';
    case 'POST':
      return query.has('delete') ? 'DeleteObjectVersion' : 'PutObject';
    case 'DELETE':
      return query.has('uploadId') ? 'AbortMultipartUpload' : `DeleteObject${version}`;
    default:
      return method;
  }
}

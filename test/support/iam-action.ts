import { text, type WireRequest } from '../../local/transport/wire.ts';

/** IAM's service prefixes by x-amz-target's. */
const prefixes: Readonly<Record<string, string>> = {
  SageMaker: 'sagemaker',
  AWSStepFunctions: 'states',
  AWSEvents: 'events',
  DynamoDB_20120810: 'dynamodb',
  GraniteServiceVersion20100801: 'cloudwatch',
};

/** The IAM action that authorises a request, for the services that the controller calls: `sns:Publish`. */
export function iamAction({ method, query, headers, body }: WireRequest): string {
  const [target = '', operation] = (headers['x-amz-target'] ?? '').split('.');
  if (operation !== undefined) return `${prefixes[target] ?? target}:${operation}`;
  const action = new URLSearchParams(text(body)).get('Action');
  if (action !== null) return `sns:${action}`;
  if (method !== 'GET') return `s3:${method}`;
  return query.has('versionId') ? 's3:GetObjectVersion' : 's3:GetObject';
}

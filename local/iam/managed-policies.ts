import { PolicyError } from './policy-error.ts';

const everywhere = (...Action: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});

const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const xray = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:GetSamplingStatisticSummaries',
];

/** AWS's own policies that functions usually have (AWS managed policy reference), by the end of their ARNs. */
const known: Readonly<Record<string, object>> = {
  'service-role/AWSLambdaBasicExecutionRole': everywhere(...logs),
  'service-role/AWSLambdaSQSQueueExecutionRole': everywhere(
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    ...logs,
  ),
  AWSXRayDaemonWriteAccess: everywhere(...xray),
};

/** @throws PolicyError for a managed policy whose content is not known here */
export function managedPolicy(arn: string): object {
  const policy = known[arn.replace(/^arn:aws[^:]*:iam::aws:policy\//, '')];
  if (policy !== undefined) return policy;
  throw new PolicyError(
    `the managed policy ${arn} is not covered; known are ${Object.keys(known).join(', ')}`,
  );
}

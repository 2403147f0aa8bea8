/** How AWS's services say that there are too many calls. The state machine waits that out, for half an hour. */
export const throttlingErrors: readonly string[] = [
  'ThrottlingException',
  // CloudWatch
  'Throttling',
  // SNS
  'ThrottledException',
  // Service Quotas and Lambda
  'TooManyRequestsException',
  // S3
  'SlowDown',
  'RequestLimitExceeded',
  // DynamoDB
  'ProvisionedThroughputExceededException',
];

/** Whether the same call will be taken later. */
export const isThrottled = (error: unknown): boolean =>
  error instanceof Error && throttlingErrors.includes(error.name);

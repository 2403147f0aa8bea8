/** What SNS delivers by here. */
export type Protocol = 'http' | 'https' | 'lambda' | 'sqs';

import { AwsError } from '../transport/aws-error.ts';

export const invalidParameter = (what: string): AwsError =>
  new AwsError('InvalidParameter', `Invalid parameter: ${what}`);

export const topicNotFound = (): AwsError =>
  new AwsError('NotFound', 'Topic does not exist', { status: 404 });

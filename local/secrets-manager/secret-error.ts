import { AwsError } from '../transport/aws-error.ts';

export const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterException', message);

export const invalidRequest = (message: string): AwsError => new AwsError('InvalidRequestException', message);

/** @param what of the secret can't be found, where the secret itself can */
export const notFound = (what = 'the specified secret'): AwsError =>
  new AwsError('ResourceNotFoundException', `Secrets Manager can't find ${what}.`);

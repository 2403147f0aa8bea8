import { AwsError } from './aws-error.ts';

/** Where it is not `ThrottlingException` with 400 (each service's "Common errors"). */
const throttling: Readonly<Record<string, readonly [code: string, message: string, status: number]>> = {
  lambda: ['TooManyRequestsException', 'Rate Exceeded.', 429],
  monitoring: ['Throttling', 'Rate exceeded', 400],
  s3: ['SlowDown', 'Please reduce your request rate.', 503],
  servicequotas: ['TooManyRequestsException', 'Rate exceeded', 400],
  sns: ['Throttled', 'Rate exceeded', 429],
};

/** How a service answers too many calls. */
export function throttled(service: string): AwsError {
  const [code, message, status] = throttling[service] ?? ['ThrottlingException', 'Rate exceeded', 400];
  return new AwsError(code, message, { status });
}

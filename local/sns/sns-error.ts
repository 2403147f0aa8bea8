import { AwsError } from '../transport/aws-error.ts';

export const invalidParameter = (what: string): AwsError =>
  new AwsError('InvalidParameter', `Invalid parameter: ${what}`);

/** The same of an attribute that came with others, as Subscribe's do: AWS then says so. */
export function amongAttributes<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'InvalidParameter') throw error;
    throw new AwsError(
      error.code,
      error.message.replace(/^Invalid parameter: (?!Attributes Reason: )/, '$&Attributes Reason: '),
    );
  }
}

export const topicNotFound = (): AwsError =>
  new AwsError('NotFound', 'Topic does not exist', { status: 404 });

import { AwsError } from '../transport/aws-error.ts';

/** Where messages go that are received too often without being deleted. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  /** 1 to 1,000: a message that has been received so often goes there instead of being received again. */
  readonly maxReceiveCount: number;
}

/**
 * A queue's redrive policy, given as JSON; its count may be a number or a text.
 * @throws AwsError `InvalidParameterValue`
 */
export function redrivePolicyOf(json: string | undefined): RedrivePolicy | undefined {
  if (json === undefined || json === '') return undefined;
  const invalid = (reason: string) =>
    new AwsError(
      'InvalidParameterValue',
      `Value ${json} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
    );
  let given: { readonly deadLetterTargetArn?: unknown; readonly maxReceiveCount?: unknown };
  try {
    given = JSON.parse(json);
  } catch {
    throw invalid('Redrive policy is not a valid JSON map.');
  }
  const { deadLetterTargetArn, maxReceiveCount } = given;
  if (
    typeof deadLetterTargetArn !== 'string' ||
    !/^arn:aws:sqs:[\w-]+:\d{12}:[\w.-]+$/.test(deadLetterTargetArn)
  )
    throw invalid('Invalid value for deadLetterTargetArn.');
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    throw invalid('Invalid value for maxReceiveCount: must be an integer from 1 to 1000.');
  return { deadLetterTargetArn, maxReceiveCount: count };
}

import type { LocalContext } from '../context.ts';
import { invalidParameter } from './sns-error.ts';

/**
 * Checks the form of an ARN, in AWS's words; whether there is such a thing is not looked at.
 *
 * @param parameter its name in the API
 * @throws AwsError `InvalidParameter` (recordings; API reference, each operation's errors)
 */
export function checkArn(
  { region }: Pick<LocalContext, 'region'>,
  parameter: string,
  arn: string | undefined,
): asserts arn is string {
  if (arn === undefined) throw invalidParameter(`${parameter} Reason: no value for required parameter`);
  const elements = arn.split(':');
  if (elements.length < 6) {
    throw invalidParameter(
      `${parameter} Reason: An ARN must have at least 6 elements, not ${elements.length}`,
    );
  }
  const [prefix, , service, itsRegion] = elements;
  if (prefix !== 'arn' || service !== 'sns' || itsRegion !== region) throw invalidParameter(parameter);
}

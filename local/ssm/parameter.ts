import { createHash } from 'node:crypto';
import type { Parameter, ParameterType } from '@aws-sdk/client-ssm';
import { AwsError } from '../transport/aws-error.ts';

export interface ParameterVersion {
  readonly value: string;
  readonly type: ParameterType;
  readonly version: number;
  /** Epoch milliseconds. */
  readonly changedAt: number;
}

/** A parameter, its newest version last. */
export interface StoredParameter {
  /** As it was first put; `n` and `/n` name the same. */
  readonly name: string;
  readonly arn: string;
  readonly versions: readonly ParameterVersion[];
}

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

/** AWS tells the name of the error and nothing else. */
export const parameterNotFound = (): AwsError => new AwsError('ParameterNotFound', '');

/** @throws AwsError `ValidationException`, `HierarchyLevelLimitExceededException` (user guide, "Parameter name requirements") */
export function checkName(name: string | undefined): asserts name is string {
  if (name === undefined || !/^[A-Za-z0-9_.\-/]{1,1011}$/.test(name)) {
    throw invalid(
      'Invalid characters in Parameter name: only a mix of letters, numbers and the following symbols .-_/ is allowed.',
    );
  }
  if (name.includes('/') && !name.startsWith('/'))
    throw invalid('Parameter name must be a fully qualified name.');
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw invalid('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  }
  checkForm(name);
  if (name.split('/').length - 1 > 15) {
    throw new AwsError(
      'HierarchyLevelLimitExceededException',
      'A parameter name hierarchy may have a maximum of 15 levels.',
    );
  }
}

/**
 * Checks the form of a name that is asked for: one word, or sub-paths each begun by a slash (recordings).
 * @throws AwsError `ValidationException`
 */
export function checkForm(name: string): void {
  if (/^([\w.-]+|(\/[\w.-]+)+)$/.test(name) && !/^\/?ssm/i.test(name)) return;
  throw invalid(
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
  );
}

/** 4 KB, the standard tier's limit (Parameter Store quotas). */
const largestValue = 4096;

/** @throws AwsError `ValidationException` */
export function checkValue(value: string | undefined): asserts value is string {
  if (!value)
    throw invalid(
      "1 validation error detected: Value at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
    );
  if (Buffer.byteLength(value) > largestValue) {
    throw invalid(
      `Standard tier parameters support a maximum parameter value of ${largestValue} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.`,
    );
  }
}

/**
 * A version as it is told. A SecureString that is not to be decrypted shows something that its value can't be read
 * from, where AWS shows it encrypted.
 */
export function parameterOf(
  { name, arn }: StoredParameter,
  { value, type, version, changedAt }: ParameterVersion,
  decrypt: boolean,
  selector?: string,
): Parameter {
  const isHidden = type === 'SecureString' && !decrypt;
  const hidden = () =>
    `AQICAH${createHash('sha256').update(`${name}\n${version}\n${value}`).digest('base64')}`;
  return {
    Name: name,
    Type: type,
    Value: isHidden ? hidden() : value,
    Version: version,
    ...(selector !== undefined && { Selector: selector }),
    LastModifiedDate: new Date(changedAt),
    ARN: arn,
    DataType: 'text',
  };
}

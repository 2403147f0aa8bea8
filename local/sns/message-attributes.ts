import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { AwsError } from '../transport/aws-error.ts';

const refused = (message: string): AwsError => new AwsError('ParameterValueInvalid', message);

/**
 * Checks one message attribute as Publish does (developer guide, "Message attribute items and validation"; recordings).
 *
 * @throws AwsError `ParameterValueInvalid`, `ValidationError` (no data type)
 */
export function checkAttribute(
  name: string,
  { DataType, StringValue, BinaryValue }: Partial<MessageAttributeValue>,
): void {
  checkName(name);
  if (DataType === undefined) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value null at 'messageAttributes.${name}.member.dataType' failed to satisfy constraint: Member must not be null`,
    );
  }
  // What follows the dot is the sender's own, and is there where the dot is.
  const [, kind] = /^(String|Number|Binary)(?:\..+)?$/s.exec(DataType) ?? [];
  if (kind === undefined) {
    throw refused(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const field = kind === 'Binary' ? 'Binary' : 'String';
  const [value, other] = kind === 'Binary' ? [BinaryValue, StringValue] : [StringValue, BinaryValue];
  if (value === undefined && other !== undefined && other.length > 0)
    throw refused(`The message attribute '${name}' with type '${DataType}' must use field '${field}'.`);
  if (value === undefined || value.length === 0) {
    throw refused(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  }
}

function checkName(name: string): void {
  if (Buffer.byteLength(name) > 256)
    throw refused('Length of message attribute name must be less than 256 bytes.');
  const strange = /[^A-Za-z0-9_.-]/u.exec(name)?.[0];
  if (strange !== undefined) {
    const code = strange.codePointAt(0)?.toString(16).toUpperCase();
    throw refused(
      `Invalid non-alphanumeric character '#x${code}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    );
  }
  if (name.startsWith('.'))
    throw refused("Invalid message attribute name starting with character '.' was found.");
  if (name.endsWith('.'))
    throw refused("Invalid message attribute name ending with character '.' was found.");
  if (name.includes('..')) throw refused("Message attribute name can not have successive '.' character.");
}

import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { AwsError } from '../transport/aws-error.ts';

export type MessageAttributes = Readonly<Record<string, MessageAttributeValue>>;

/**
 * The MD5 that SQS answers with and that SDKs check: over each attribute in order of name, its name, data type, a
 * byte for the kind of value (1 text, 2 binary) and value, each but the kind preceded by its length as four bytes
 * (AWS: "Calculating the MD5 message digest for message attributes"). Undefined for no attributes.
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] as MessageAttributeValue;
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    hash.update(Uint8Array.of(DataType.startsWith('Binary') ? 2 : 1));
    add(DataType.startsWith('Binary') ? (BinaryValue ?? new Uint8Array()) : Buffer.from(StringValue ?? ''));
  }
  return hash.digest('hex');
}

/** @throws AwsError `InvalidParameterValue` for an attribute of no known type or without a value */
export function checkAttributes(attributes: MessageAttributes): void {
  for (const [name, { DataType = '', StringValue, BinaryValue }] of Object.entries(attributes)) {
    const kind = /^(String|Number|Binary)(\.|$)/.exec(DataType)?.[1];
    if (kind === undefined) {
      throw new AwsError(
        'InvalidParameterValue',
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    }
    if (!(kind === 'Binary' ? BinaryValue?.length : StringValue)) {
      throw new AwsError(
        'InvalidParameterValue',
        `The message attribute '${name}' must contain a non-empty message attribute value for message attribute type '${kind}'.`,
      );
    }
  }
}

/** What of `attributes` was asked for: by name, by `prefix.*`, or all by `All` or `.*`. */
export function selectAttributes(
  attributes: MessageAttributes,
  wanted: readonly string[],
): MessageAttributes {
  const isWanted = (name: string) =>
    wanted.some((pattern) => {
      if (pattern === 'All' || pattern === '.*') return true;
      return pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
    });
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}

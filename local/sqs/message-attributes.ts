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

const refused = (message: string): AwsError => new AwsError('InvalidParameterValue', message);

/** XML 1.0's characters: what bodies and values may hold (API reference, SendMessage). */
export const allowedText = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

export const strangeText =
  'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF';

/**
 * Checks names, types and values (developer guide, "Amazon SQS message attributes"; recordings).
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function checkAttributes(attributes: MessageAttributes): void {
  for (const [name, { DataType = '', StringValue, BinaryValue }] of Object.entries(attributes)) {
    checkName(name);
    const kind = /^(String|Number|Binary)(\.|$)/.exec(DataType)?.[1];
    if (kind === undefined) {
      throw refused(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    }
    if (Buffer.byteLength(DataType) >= 256)
      throw refused('Message (user) attribute types must be shorter than 256 Bytes');
    if (!(kind === 'Binary' ? BinaryValue?.length : StringValue))
      throw refused(`Message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`);
    if (StringValue !== undefined && !allowedText.test(StringValue)) throw refused(strangeText);
  }
}

/** Letters of Latin-1 and Latin Extended-A are allowed, and two dots in a row, though AWS's page has neither. */
function checkName(name: string): void {
  if (Buffer.byteLength(name) >= 256)
    throw refused('Message (user) attribute names must be shorter than 256 Bytes');
  if (!/^[\w.\-\u00c0-\u017f]+$/.test(name)) {
    throw refused(
      'Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ',
    );
  }
  if (/^(aws\.|amazon\.|\.)|\.$/i.test(name)) {
    throw refused(
      "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.'.",
    );
  }
}

/** What of `attributes` was asked for: by name, by `prefix.*` (which needs no dot), or all by `All`, `.*` or `*`. */
export function selectAttributes(
  attributes: MessageAttributes,
  wanted: readonly string[],
): MessageAttributes {
  const isWanted = (name: string) =>
    wanted.some((pattern) => {
      if (pattern === 'All' || pattern === '.*' || pattern === '*') return true;
      return pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -2)) : name === pattern;
    });
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}

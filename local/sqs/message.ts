import { createHash } from 'node:crypto';
import type { Message } from '@aws-sdk/client-sqs';
import { AwsError } from '../transport/aws-error.ts';
import {
  allowedText,
  checkAttributes,
  type MessageAttributes,
  md5OfAttributes,
  selectAttributes,
  strangeText,
} from './message-attributes.ts';
import { type QueuedMessage, receiptHandleOf } from './queue.ts';

/** A message as ReceiveMessage shows it. */
export function messageOf(
  message: QueuedMessage,
  systemNames: readonly string[],
  attributeNames: readonly string[],
  sender: string,
): Message {
  const system: Record<string, string> = {
    SenderId: sender,
    SentTimestamp: String(Math.floor(message.sentAt)),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(Math.floor(message.firstReceivedAt ?? message.sentAt)),
    ...(message.cameFrom !== undefined && { DeadLetterQueueSourceArn: message.cameFrom }),
  };
  const shown = Object.entries(system).filter(
    ([name]) => systemNames.includes('All') || systemNames.includes(name),
  );
  const attributes = selectAttributes(message.attributes, attributeNames);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandleOf(message),
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(shown.length > 0 ? { Attributes: Object.fromEntries(shown) } : {}),
    ...(Object.keys(attributes).length > 0
      ? { MessageAttributes: attributes, ...md5Member(attributes) }
      : {}),
  };
}

/**
 * Checks what SendMessage is given; `most` is the queue's limit in bytes, for body and attributes together.
 *
 * @throws AwsError `MissingParameter`, `InvalidMessageContents`, `InvalidParameterValue`
 */
export function checkMessage(body: string | undefined, attributes: MessageAttributes, most: number): void {
  if (!body) throw missing('MessageBody');
  if (!allowedText.test(body)) throw new AwsError('InvalidMessageContents', strangeText);
  checkAttributes(attributes);
  if (sizeOf(body, attributes) > most) {
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
    );
  }
}

/** In bytes: the body, and of each attribute its name, type and value. */
export const sizeOf = (body: string, attributes: MessageAttributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.length ?? 0),
    Buffer.byteLength(body),
  );

export const md5 = (body: string): string => createHash('md5').update(body).digest('hex');

/** `MD5OfMessageAttributes`, if there are any. */
export function md5Member(attributes: MessageAttributes): { MD5OfMessageAttributes?: string } {
  const digest = md5OfAttributes(attributes);
  return digest === undefined ? {} : { MD5OfMessageAttributes: digest };
}

export const missing = (parameter: string): AwsError =>
  new AwsError('MissingParameter', `The request must contain the parameter ${parameter}.`);

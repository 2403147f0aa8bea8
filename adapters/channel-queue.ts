import {
  ChangeMessageVisibilityCommand,
  MessageNotInflight,
  ReceiptHandleIsInvalid,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

import type { ChannelQueue } from '../core/chat/channel.ts';

/** Of a deleted message SQS says so only in words: "Message does not exist or is not available for …". */
const isNotHeld = (error: unknown): boolean =>
  error instanceof MessageNotInflight ||
  error instanceof ReceiptHandleIsInvalid ||
  (error instanceof Error &&
    error.name === 'InvalidParameterValue' &&
    error.message.includes('Message does not exist'));

const longestHiddenSeconds = 11 * 3600;

export function channelQueue(client: SQSClient, queueUrl: string, deadLettersUrl: string): ChannelQueue {
  return {
    async hide(receiptHandle, seconds) {
      const VisibilityTimeout = Math.min(Math.max(0, Math.ceil(seconds)), longestHiddenSeconds);
      try {
        await client.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl: queueUrl,
            ReceiptHandle: receiptHandle,
            VisibilityTimeout,
          }),
        );
        return true;
      } catch (error) {
        if (isNotHeld(error)) return false;
        throw error;
      }
    },

    async bury(body, why) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: deadLettersUrl,
          MessageBody: body,
          MessageAttributes: { ErrorMessage: { DataType: 'String', StringValue: why.slice(0, 1000) } },
        }),
      );
    },
  };
}

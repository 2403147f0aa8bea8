import {
  ChangeMessageVisibilityCommand,
  MessageNotInflight,
  ReceiptHandleIsInvalid,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** The queue that messages for Slack come by, and the one for those that can't be shown. */
export interface SlackQueue {
  /**
   * The message shows again in so many seconds. SQS: 12 hours at most from when it was received. False where its time
   * was up before: it shows already, or another one has received it.
   */
  hide(receiptHandle: string, seconds: number): Promise<boolean>;
  /** Puts a message among the dead letters, with why. */
  bury(body: string, why: string): Promise<void>;
}

const longestHiddenSeconds = 11 * 3600;

export function slackQueue(client: SQSClient, queueUrl: string, deadLettersUrl: string): SlackQueue {
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
        if (error instanceof MessageNotInflight || error instanceof ReceiptHandleIsInvalid) return false;
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

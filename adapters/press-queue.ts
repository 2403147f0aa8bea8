import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Press } from '../core/chat/press.ts';

/**
 * The queue of presses for on-press. The receiver must answer Slack within three seconds, so it only queues.
 */
export const pressQueue = (client: SQSClient, url: string) => ({
  async send(press: Press): Promise<void> {
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(press) }));
  },
});

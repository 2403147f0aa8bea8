import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Press } from '../core/chat/press.ts';

/** Where presses wait for on-press: whoever takes them in has three seconds to answer Slack. */
export const pressQueue = (client: SQSClient, url: string) => ({
  async send(press: Press): Promise<void> {
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(press) }));
  },
});

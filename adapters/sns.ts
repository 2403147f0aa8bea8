import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { chatMessage, messageAttributes } from '../core/notices/notice.ts';
import type { Notices } from '../core/ports/notices.ts';

export function snsNotices(client: SNSClient, topicArn: string): Notices {
  return {
    async publish(notice) {
      await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Message: JSON.stringify(chatMessage(notice)),
          MessageAttributes: Object.fromEntries(
            Object.entries(messageAttributes(notice)).map(([name, value]) => [
              name,
              { DataType: 'String', StringValue: value },
            ]),
          ),
        }),
      );
    },
  };
}

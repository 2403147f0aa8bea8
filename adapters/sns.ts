import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { chatMessage } from '../core/notices/notice.ts';
import type { Notices } from '../core/ports.ts';

export function snsNotices(client: SNSClient, topicArn: string): Notices {
  return {
    async publish(notice) {
      const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
      await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Message: JSON.stringify(chatMessage(notice)),
          MessageAttributes: {
            endpoint: attribute(notice.endpoint),
            phase: attribute(notice.phase),
            severity: attribute(notice.severity),
          },
        }),
      );
    },
  };
}

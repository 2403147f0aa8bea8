import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { snsNotices } from '../../adapters/sns.ts';
import { outcomeNotice } from '../../core/notices/messages.ts';
import { chatMessage } from '../../core/notices/notice.ts';
import { concludeEnding } from '../../core/verdict/conclude-ending.ts';
import { aRollout } from '../support/builders.ts';

describe('A notice', () => {
  it('is published as a chat message, with attributes that subscribers may filter by', async () => {
    const client = new SNSClient({ region: 'us-east-1' });
    const sns = mockClient(client);
    sns.on(PublishCommand).resolves({ MessageId: '1' });
    const notice = outcomeNotice(
      aRollout(),
      concludeEnding({ kind: 'timed-out', during: 'shift' }),
      'Its report',
    );
    await snsNotices(client, 'arn:topic').publish(notice);
    const { Message, ...input } = sns.commandCalls(PublishCommand)[0]?.args[0].input ?? {};
    expect(JSON.parse(Message ?? '')).toEqual(chatMessage(notice));
    expect(input).toEqual({
      TopicArn: 'arn:topic',
      MessageAttributes: {
        endpoint: { DataType: 'String', StringValue: 'iris' },
        phase: { DataType: 'String', StringValue: 'TIMED_OUT' },
        outcome: { DataType: 'String', StringValue: 'TIMED_OUT' },
        severity: { DataType: 'String', StringValue: 'critical' },
      },
    });
  });
});

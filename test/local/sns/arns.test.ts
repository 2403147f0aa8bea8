import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { queueArn, snsWorld } from './support.ts';

/** As real AWS answered. */
describe('A malformed ARN is InvalidParameter', () => {
  it.each([
    ['randomstring', 'TopicArn Reason: An ARN must have at least 6 elements, not 1'],
    ['randomstring:1', 'TopicArn Reason: An ARN must have at least 6 elements, not 2'],
    ['', 'TopicArn Reason: An ARN must have at least 6 elements, not 1'],
    ['arn:aws:sns:us-east-1:random', 'TopicArn Reason: An ARN must have at least 6 elements, not 5'],
    ['arn:aws:sns:eu-west-1:000000000000:notices', 'TopicArn'],
  ])('of a topic: %j', async (TopicArn, message) => {
    const { sns } = snsWorld();
    for (const asking of [
      sns.send(new PublishCommand({ TopicArn, Message: 'x' })),
      sns.send(new GetTopicAttributesCommand({ TopicArn })),
      sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn })),
      sns.send(new ListSubscriptionsByTopicCommand({ TopicArn })),
    ]) {
      await expect(asking).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: `Invalid parameter: ${message}`,
      });
    }
  });

  it.each([
    ['randomstring', 'SubscriptionArn Reason: An ARN must have at least 6 elements, not 1'],
    ['arn:aws:sns:us-east-1:random', 'SubscriptionArn Reason: An ARN must have at least 6 elements, not 5'],
    ['arn:aws:sns:us-east-1:000000000000:random', 'SubscriptionId'],
    [undefined, 'SubscriptionArn Reason: no value for required parameter'],
  ])('of a subscription that is to end: %j', async (SubscriptionArn, message) => {
    const { sns } = snsWorld();
    await expect(sns.send(new UnsubscribeCommand({ SubscriptionArn }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `Invalid parameter: ${message}`,
    });
  });

  it('or none at all, of what a message is published to', async () => {
    const { sns } = snsWorld();
    const publish = (input: { TargetArn?: string }) =>
      sns.send(new PublishCommand({ Message: 'x', ...input }));
    await expect(publish({ TargetArn: 'x' })).rejects.toThrow(
      'Invalid parameter: TargetArn Reason: An ARN must have at least 6 elements, not 1',
    );
    await expect(publish({})).rejects.toThrow(
      'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter',
    );
  });

  it('of a subscription that is asked about', async () => {
    const { sns } = snsWorld();
    const asking = sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: 'x' }));
    await expect(asking).rejects.toThrow('An ARN must have at least 6 elements, not 1');
  });
});

it('a token of another topic, or one that is none, confirms nothing', async () => {
  const { sns, topicArn } = snsWorld();
  const confirm = (TopicArn: string, Token: string) =>
    sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
  const Token = '0'.repeat(288);
  await expect(confirm(`${topicArn}i`, Token)).rejects.toThrow('Invalid parameter: Token');
  await expect(confirm(topicArn, Token)).rejects.toThrow('Invalid parameter: Token');
  await expect(confirm(topicArn, 'randomtoken')).rejects.toThrow('Invalid token');
});

it('a FIFO queue is refused by a standard topic', async () => {
  const { sns, topicArn } = snsWorld();
  const subscribe = { TopicArn: topicArn, Protocol: 'sqs', Endpoint: `${queueArn}.fifo` };
  await expect(sns.send(new SubscribeCommand(subscribe))).rejects.toThrow(
    'FIFO SQS Queues can not be subscribed to standard SNS topics',
  );
});

it('a topic that is made again with another display name is refused', async () => {
  const { sns, topicArn } = snsWorld();
  const again = (DisplayName: string) =>
    sns.send(new CreateTopicCommand({ Name: 'notices', Attributes: { DisplayName } }));
  await expect(again('other')).rejects.toThrow(
    'Attributes Reason: Topic already exists with different attributes',
  );
  expect((await again('')).TopicArn).toBe(topicArn);
});

import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsCommand,
  ListTopicsCommand,
  NotFoundException,
  PublishCommand,
  type PublishCommandInput,
  SetTopicAttributesCommand,
  SubscribeCommand,
  type SubscribeCommandInput,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import type { PublishedMessage } from '../../../local/sns/published-message.ts';
import { endpoint, functionArn, queueArn, snsWorld } from './support.ts';

test('a topic is made once by its name, and tells of itself', async () => {
  const { sns, topicArn, service } = snsWorld();
  expect(topicArn).toBe('arn:aws:sns:us-east-1:000000000000:notices');
  expect((await sns.send(new CreateTopicCommand({ Name: 'notices' }))).TopicArn).toBe(topicArn);
  const named = new CreateTopicCommand({ Name: 'other', Attributes: { DisplayName: 'Greenlight' } });
  const { TopicArn } = await sns.send(named);
  expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn: topicArn }, { TopicArn }]);
  service.subscribe({ topicArn: TopicArn ?? '', protocol: 'sqs', endpoint: queueArn });
  service.subscribe({ topicArn: TopicArn ?? '', protocol: 'http', endpoint });
  expect((await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes).toEqual({
    TopicArn,
    Owner: '000000000000',
    DisplayName: 'Greenlight',
    SubscriptionsConfirmed: '1',
    SubscriptionsPending: '1',
    SubscriptionsDeleted: '0',
  });
});

test('lists come a hundred at a time', async () => {
  const { sns, service } = snsWorld();
  for (let number = 1; number < 150; number++) service.createTopic(`topic-${number}`);
  const first = await sns.send(new ListTopicsCommand({}));
  const rest = await sns.send(new ListTopicsCommand({ NextToken: first.NextToken }));
  expect([first.Topics?.length, rest.Topics?.length, rest.NextToken]).toEqual([100, 50, undefined]);
  expect(rest.Topics?.at(-1)?.TopicArn).toContain('topic-149');
});

test('the same subscription twice is one, and its ARN is shown on request', async () => {
  const { sns, topicArn } = snsWorld();
  const subscribe = async (input: Partial<SubscribeCommandInput>) => {
    const command = { TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn, ...input };
    return (await sns.send(new SubscribeCommand(command))).SubscriptionArn;
  };
  const first = await subscribe({});
  expect(await subscribe({})).toBe(first);
  const http = await subscribe({ Protocol: 'http', Endpoint: endpoint, ReturnSubscriptionArn: true });
  expect(http).toMatch(/^arn:aws:sns:us-east-1:000000000000:notices:[0-9a-f-]{36}$/);
  const { Subscriptions } = await sns.send(new ListSubscriptionsCommand({}));
  expect(Subscriptions?.map(({ Protocol }) => Protocol)).toEqual(['sqs', 'http']);
});

test('a token confirms its own subscription only', async () => {
  const { sns, clock, topicArn, posts, service } = snsWorld();
  service.subscribe({ topicArn, protocol: 'http', endpoint });
  await clock.settle();
  const confirm = (Token?: string) => sns.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token }));
  await expect(confirm('0'.repeat(128))).rejects.toMatchObject({ name: 'InvalidParameterException' });
  expect((await confirm(posts[0]?.body.Token)).SubscriptionArn).toContain(`${topicArn}:`);
});

test('listeners hear every publication until they stop', async () => {
  const { sns, service, topicArn } = snsWorld();
  const heard: PublishedMessage[] = [];
  const stop = service.onPublish((message) => heard.push(message));
  const { MessageId } = await sns.send(
    new PublishCommand({ TopicArn: topicArn, Message: 'x', Subject: 's' }),
  );
  stop();
  await service.topics.publish(topicArn, { body: 'y' });
  expect(heard).toEqual([
    { id: MessageId, topicArn, subject: 's', body: 'x', attributes: {}, at: Date.UTC(2026, 0, 5) },
  ]);
});

test.each([
  ['InvalidParameterException', 'Empty message', { Message: '' }],
  ['InvalidParameterException', 'Message too long', { Message: 'é'.repeat(131_073) }],
  [
    'InvalidParameterException',
    'Message too long',
    { Message: 'x'.repeat(262_138), MessageAttributes: { a: { DataType: 'String', StringValue: 'x' } } },
  ],
  ['InvalidParameterException', 'Subject', { Subject: 'two\nlines' }],
  ['InvalidParameterException', 'Subject', { Subject: 'x'.repeat(100) }],
  ['InvalidParameterException', 'Subject', { Subject: '' }],
  [
    'InvalidParameterValueException',
    'type',
    { MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } },
  ],
  ['InvalidParameterValueException', 'non-empty', { MessageAttributes: { a: { DataType: 'String' } } }],
  ['UnknownOperationException', 'MessageStructure', { MessageStructure: 'json' }],
  ['UnknownOperationException', 'PhoneNumber', { PhoneNumber: '+15555550100' }],
])('%s (%s): what SNS would not publish', async (name, says, input: Partial<PublishCommandInput>) => {
  const { sns, topicArn, service } = snsWorld();
  service.onPublish(() => expect.unreachable());
  const publishing = sns.send(new PublishCommand({ TopicArn: topicArn, Message: 'x', ...input }));
  await expect(publishing).rejects.toMatchObject({ name, message: expect.stringContaining(says) });
});

test('256 KB are still published, in a subject of 99 characters too', async () => {
  const { sns, topicArn } = snsWorld();
  const publish = { TopicArn: topicArn, Message: 'é'.repeat(131_072), Subject: 'ü'.repeat(99) };
  expect((await sns.send(new PublishCommand(publish))).MessageId).toBeDefined();
});

test.each([
  [{ Endpoint: 'http://example.com/' }, /nothing off this machine/],
  [{ Endpoint: 'http://127.0.0.1.example.com/' }, /nothing off this machine/],
  [{ Endpoint: 'http://169.254.169.254/' }, /nothing off this machine/],
  [{ Endpoint: 'https://localhost/' }, /must match the specified protocol/],
  [{ Endpoint: 'no url' }, /must match the specified protocol/],
  [{ Endpoint: '' }, /a value is required/],
  [{ Protocol: 'email', Endpoint: 'a@example.com' }, /does not cover.*email/],
  [{ Protocol: 'pigeon' }, /Amazon SNS does not support this protocol string: pigeon/],
  [{ Protocol: 'lambda', Endpoint: queueArn }, /Lambda endpoint ARN/],
  [{ Protocol: 'sqs', Endpoint: functionArn }, /SQS endpoint ARN/],
  [{ Attributes: { DeliveryPolicy: '{}' } }, /does not cover.*DeliveryPolicy/],
  [{ Attributes: { SubscriptionRoleArn: 'arn' } }, /does not cover.*SubscriptionRoleArn/],
])('a subscription to %j is refused', async (input: Partial<SubscribeCommandInput>, says) => {
  const { sns, clock, topicArn, posts } = snsWorld();
  const subscribe = { TopicArn: topicArn, Protocol: 'http', Endpoint: endpoint, ...input };
  await expect(sns.send(new SubscribeCommand(subscribe))).rejects.toThrow(says);
  await clock.settle();
  expect(posts).toEqual([]);
});

test("a topic that isn't there is the SDK's own exception", async () => {
  const { sns, service, topicArn } = snsWorld();
  const TopicArn = `${topicArn}-not`;
  for (const command of [
    new PublishCommand({ TopicArn, Message: 'x' }),
    new GetTopicAttributesCommand({ TopicArn }),
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn }),
  ] as const) {
    await expect(sns.send(command as PublishCommand)).rejects.toBeInstanceOf(NotFoundException);
  }
  await expect(service.topics.publish(TopicArn, { body: 'x' })).rejects.toMatchObject({ code: 'NotFound' });
});

test('what is not covered of topics is refused', async () => {
  const { sns, topicArn } = snsWorld();
  const create = (input: object) => sns.send(new CreateTopicCommand({ Name: 'a', ...input }));
  await expect(create({ Name: 'a.fifo' })).rejects.toThrow(/does not cover SNS FIFO topics/);
  await expect(create({ Attributes: { Policy: '{}' } })).rejects.toThrow(/does not cover.*Policy/);
  await expect(create({ Tags: [{ Key: 'a', Value: 'b' }] })).rejects.toThrow(/does not cover tags/);
  await expect(create({ Name: 'a b' })).rejects.toThrow('Invalid parameter: Topic Name');
  const set = { TopicArn: topicArn, AttributeName: 'DisplayName', AttributeValue: 'x' };
  await expect(sns.send(new SetTopicAttributesCommand(set))).rejects.toThrow(/does not cover sns/);
  const unsubscribe = new UnsubscribeCommand({ SubscriptionArn: 'PendingConfirmation' });
  await expect(sns.send(unsubscribe)).rejects.toThrow(/SubscriptionArn/);
});

import {
  GetSubscriptionAttributesCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import type { Handler } from '../../../local/lambda/seam.ts';
import { lambdaFunction, type Resources, smallStack } from '../stack/small-stack.ts';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
/** A queue's policy that lets SNS in. */
const open = (id: string) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: id }],
    PolicyDocument: {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arnOf(id),
      },
    },
  },
});
const permission = {
  Type: 'AWS::Lambda::Permission',
  Properties: {
    FunctionName: { Ref: 'Notify' },
    Action: 'lambda:InvokeFunction',
    Principal: 'sns.amazonaws.com',
  },
};

const queue = (QueueName: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName } });
const subscription = (Protocol: string, Endpoint: unknown, more: object = {}) => ({
  Type: 'AWS::SNS::Subscription',
  Properties: { TopicArn: { Ref: 'Topic' }, Protocol, Endpoint, ...more },
});

/** Topic `notices`, queue `inbox`, dead letters `dead`, function `notify`, and these subscriptions. */
async function story(subscriptions: Resources = {}) {
  const events: unknown[] = [];
  const notify = () => (async (event) => void events.push(event)) satisfies Handler;
  const { aws, clock } = await smallStack(
    {
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'notices' } },
      Inbox: queue('inbox'),
      Dead: queue('dead'),
      Notify: lambdaFunction('notify'),
      InboxPolicy: open('Inbox'),
      DeadPolicy: open('Dead'),
      Permission: permission,
      ...subscriptions,
    },
    { notify },
  );
  const topicArn = 'arn:aws:sns:us-east-1:000000000000:notices';
  const sns = aws.clients(SNSClient);
  const publish = async (Message: string, attributes: Record<string, string> = {}) => {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    );
    await sns.send(new PublishCommand({ TopicArn: topicArn, Message, MessageAttributes }));
    await clock.advance(1000);
  };
  const received = async (name: string) => {
    const QueueUrl = `http://127.0.0.1:4566/000000000000/${name}`;
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    });
    return (await aws.clients(SQSClient).send(command)).Messages ?? [];
  };
  const subscribe = (Attributes: Record<string, string>, Protocol = 'sqs', name = 'inbox') =>
    sns.send(
      new SubscribeCommand({
        TopicArn: topicArn,
        Protocol,
        Endpoint: `arn:aws:${Protocol}:us-east-1:000000000000:${Protocol === 'lambda' ? 'function:' : ''}${name}`,
        Attributes,
        ReturnSubscriptionArn: true,
      }),
    );
  return { sns, publish, received, subscribe, events };
}

describe('A subscription of the template', () => {
  it('gets only what its filter policy lets through', async () => {
    const { publish, received, events } = await story({
      ToQueue: subscription('sqs', arnOf('Inbox'), { FilterPolicy: { severity: ['urgent'] } }),
      ToFunction: subscription('lambda', arnOf('Notify'), {
        FilterPolicy: '{"detail":{"phase":["held"]}}',
        FilterPolicyScope: 'MessageBody',
      }),
    });
    await publish('{"detail":{"phase":"held"}}', { severity: 'info' });
    await publish('{"detail":{"phase":"concluded"}}', { severity: 'urgent' });
    const told = (await received('inbox')).map(({ Body = '' }) => JSON.parse(Body).Message);
    expect(told).toEqual(['{"detail":{"phase":"concluded"}}']);
    expect(events).toMatchObject([{ Records: [{ Sns: { Message: '{"detail":{"phase":"held"}}' } }] }]);
  });

  it('gets the message as it was published, attributes beside it, where it asks for it raw', async () => {
    const { publish, received } = await story({
      ToQueue: subscription('sqs', arnOf('Inbox'), { RawMessageDelivery: true }),
    });
    await publish('just text', { severity: 'urgent' });
    expect(await received('inbox')).toMatchObject([
      {
        Body: 'just text',
        MessageAttributes: { severity: { DataType: 'String', StringValue: 'urgent' } },
      },
    ]);
  });

  it('has what can’t be delivered put into its dead-letter queue', async () => {
    const { publish, received } = await story({
      ToNobody: subscription('lambda', 'arn:aws:lambda:us-east-1:000000000000:function:gone', {
        RedrivePolicy: { deadLetterTargetArn: arnOf('Dead') },
      }),
    });
    await publish('lost');
    const [letter] = await received('dead');
    expect(JSON.parse(letter?.Body ?? '')).toMatchObject({ Type: 'Notification', Message: 'lost' });
  });
});

describe('A subscription’s attributes', () => {
  it('are shown, and can be set and taken away', async () => {
    const { sns, subscribe, publish, received } = await story();
    const { SubscriptionArn } = await subscribe({ FilterPolicy: '{"a":["b"]}' });
    const shown = async () =>
      (await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes;
    expect(await shown()).toMatchObject({
      Protocol: 'sqs',
      PendingConfirmation: 'false',
      RawMessageDelivery: 'false',
      FilterPolicy: '{"a":["b"]}',
      FilterPolicyScope: 'MessageAttributes',
    });
    const set = (AttributeName: string, AttributeValue?: string) =>
      sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
    await set('RawMessageDelivery', 'true');
    await set('FilterPolicy', '{}');
    const dead = { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead' };
    await set('RedrivePolicy', JSON.stringify(dead));
    expect(await shown()).toMatchObject({ RawMessageDelivery: 'true', RedrivePolicy: JSON.stringify(dead) });
    expect(await shown()).not.toHaveProperty('FilterPolicy');
    await publish('to all');
    expect(await received('inbox')).toMatchObject([{ Body: 'to all' }]);
    await expect(set('DeliveryPolicy', '{}')).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  it('keep the scope that is set before a policy, and show it with the policy only', async () => {
    const { sns, subscribe, publish, received } = await story();
    const { SubscriptionArn } = await subscribe({});
    const set = (AttributeName: string, AttributeValue: string) =>
      sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
    const shown = async () =>
      (await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes;
    const nested = '{"object":{"key":[{"prefix":"auto-"}]}}';
    await expect(set('FilterPolicy', nested)).rejects.toThrow(
      'Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy',
    );
    await set('FilterPolicyScope', 'MessageBody');
    expect(await shown()).not.toHaveProperty('FilterPolicyScope');
    await set('RawMessageDelivery', 'true');
    await set('FilterPolicy', nested);
    expect(await shown()).toMatchObject({ FilterPolicy: nested, FilterPolicyScope: 'MessageBody' });
    await publish('{"object":{"key":"home-1"}}');
    await publish('{"object":{"key":"auto-1"}}');
    expect(await received('inbox')).toMatchObject([{ Body: '{"object":{"key":"auto-1"}}' }]);
  });

  it.each([
    ['FakeAttribute', 'x', 'Invalid parameter: AttributeName'],
    [
      'RawMessageDelivery',
      '',
      'Invalid parameter: RawMessageDelivery: Invalid value []. Must be true or false.',
    ],
    ['FilterPolicyScope', 'Some', 'Invalid parameter: FilterPolicyScope: Invalid value [Some].'],
    ['FilterPolicy', '{"a":"b"}', 'Invalid parameter: FilterPolicy: "a" must be an object or an array'],
    [
      'RedrivePolicy',
      '{"deadLetterTargetArn":"x"}',
      'Invalid parameter: RedrivePolicy: deadLetterTargetArn is an invalid arn',
    ],
  ])('are refused by AWS’s words: %s %s', async (AttributeName, AttributeValue, message) => {
    const { sns, subscribe } = await story();
    const { SubscriptionArn } = await subscribe({});
    const set = new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue });
    await expect(sns.send(set)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(message),
    });
  });

  it('can’t differ when it is asked for again', async () => {
    const { subscribe } = await story();
    const first = await subscribe({ RawMessageDelivery: 'true' });
    expect(await subscribe({ RawMessageDelivery: 'true' })).toMatchObject({
      SubscriptionArn: first.SubscriptionArn,
    });
    await expect(subscribe({ RawMessageDelivery: 'false' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('already exists with different attributes'),
    });
  });

  it.each([
    [{ RawMessageDelivery: 'yes' }, 'sqs', 'Attributes Reason: RawMessageDelivery: Invalid value [yes]'],
    [{ FilterPolicy: '{"a":[]}' }, 'sqs', 'Attributes Reason: FilterPolicy: Empty arrays are not allowed'],
    [{ RawMessageDelivery: 'true' }, 'lambda', 'does not support raw message delivery'],
    [
      { FilterPolicyScope: 'Body', FilterPolicy: '{"a":["b"]}' },
      'sqs',
      'FilterPolicyScope: Invalid value [Body]',
    ],
    [{ FilterPolicy: 'no json' }, 'sqs', 'failed to parse JSON'],
    [{ RedrivePolicy: '{"deadLetterTargetArn":"inbox"}' }, 'sqs', 'invalid arn'],
    [{ RedrivePolicy: 'no json' }, 'sqs', 'failed to parse JSON'],
  ])('are checked: %j', async (attributes: Record<string, string>, protocol, message) => {
    const { subscribe } = await story();
    await expect(subscribe(attributes, protocol)).rejects.toMatchObject({
      message: expect.stringContaining(message),
    });
  });
});

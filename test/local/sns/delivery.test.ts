import {
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { endpoint, functionArn, queueArn, snsWorld } from './support.ts';

const MessageAttributes = {
  severity: { DataType: 'String', StringValue: 'urgent' },
  raw: { DataType: 'Binary', BinaryValue: Buffer.from('hi') },
};

describe('an HTTP endpoint', () => {
  test('is asked to confirm, and gets nothing before it has', async () => {
    const { clock, sns, topicArn, posts } = snsWorld();
    const subscribe = { TopicArn: topicArn, Protocol: 'http', Endpoint: endpoint };
    const { SubscriptionArn } = await sns.send(new SubscribeCommand(subscribe));
    expect(SubscriptionArn).toBe('pending confirmation');
    await sns.send(new PublishCommand({ TopicArn: topicArn, Message: 'too early' }));
    await clock.advance(60_000);

    expect(posts).toHaveLength(1);
    expect(posts[0]?.headers).toEqual({
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': 'Amazon Simple Notification Service Agent',
      'x-amz-sns-message-type': 'SubscriptionConfirmation',
      'x-amz-sns-message-id': posts[0]?.body.MessageId,
      'x-amz-sns-topic-arn': topicArn,
    });
    expect(posts[0]?.body).toMatchObject({
      Type: 'SubscriptionConfirmation',
      TopicArn: topicArn,
      Token: expect.stringMatching(/^[0-9a-f]{128}$/),
      Timestamp: '2026-01-05T00:00:00.000Z',
    });
    const listed = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
    expect(listed.Subscriptions).toMatchObject([{ SubscriptionArn: 'PendingConfirmation' }]);
  });

  test('confirms by visiting the SubscribeURL, and then gets messages as AWS sends them', async () => {
    const { clock, sns, topicArn, posts, visit, service } = snsWorld();
    const subscriptionArn = service.subscribe({ topicArn, protocol: 'http', endpoint });
    await clock.settle();
    const confirmed = await visit(posts[0]?.body.SubscribeURL);
    expect(confirmed.body).toContain(`<SubscriptionArn>${subscriptionArn}</SubscriptionArn>`);

    await clock.advance(1000);
    const publish = { TopicArn: topicArn, Subject: 'Rolled back', Message: 'why', MessageAttributes };
    const { MessageId } = await sns.send(new PublishCommand(publish));
    await clock.settle();
    expect(posts[1]?.url).toBe(endpoint);
    expect(posts[1]?.headers).toMatchObject({
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-message-id': MessageId,
      'x-amz-sns-subscription-arn': subscriptionArn,
    });
    expect(posts[1]?.body).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn: topicArn,
      Subject: 'Rolled back',
      Message: 'why',
      Timestamp: '2026-01-05T00:00:01.000Z',
      SignatureVersion: '1',
      MessageAttributes: {
        severity: { Type: 'String', Value: 'urgent' },
        raw: { Type: 'Binary', Value: 'aGk=' },
      },
    });

    await visit(posts[1]?.body.UnsubscribeURL);
    await sns.send(new PublishCommand({ TopicArn: topicArn, Message: 'unheard' }));
    await clock.advance(60_000);
    expect(posts).toHaveLength(2);
  });

  test('has two days to confirm', async () => {
    const { clock, topicArn, posts, visit, service } = snsWorld();
    service.subscribe({ topicArn, protocol: 'http', endpoint });
    await clock.advance(2 * 24 * 60 * 60 * 1000);
    const late = await visit(posts[0]?.body.SubscribeURL);
    expect(late).toMatchObject({ status: 400, body: expect.stringContaining('Invalid parameter: Token') });
  });

  const tries = async (...answers: (number | Error)[]): Promise<number[]> => {
    const world = snsWorld();
    const { clock, service, topicArn, posts, visit } = world;
    service.subscribe({ topicArn, protocol: 'http', endpoint });
    await clock.settle();
    await visit(posts[0]?.body.SubscribeURL);
    world.answers.push(...answers);
    await service.topics.publish(topicArn, { body: 'x' });
    await clock.advance(3_600_000);
    expect(new Set(posts.slice(1).map(({ body }) => body.MessageId)).size).toBe(1);
    return posts.slice(1).map(({ at }) => at);
  };

  test('that fails is tried three times more, 20 seconds apart', async () => {
    expect(await tries(500, 503, 429, new Error('refused'))).toEqual([0, 20_000, 40_000, 60_000]);
  });

  test('that recovers is left alone', async () => {
    expect(await tries(new Error('refused'), 200)).toEqual([0, 20_000]);
  });

  test('that says no is not asked again', async () => {
    expect(await tries(404)).toEqual([0]);
  });
});

test('a function gets the event that AWS documents, asynchronously', async () => {
  const { clock, sns, topicArn, invocations, service } = snsWorld();
  const subscriptionArn = service.subscribe({ topicArn, protocol: 'lambda', endpoint: functionArn });
  const publish = new PublishCommand({ TopicArn: topicArn, Message: 'x', MessageAttributes });
  const { MessageId } = await sns.send(publish);
  await clock.settle();
  expect(invocations).toEqual([
    {
      arn: functionArn,
      event: {
        Records: [
          {
            EventSource: 'aws:sns',
            EventVersion: '1.0',
            EventSubscriptionArn: subscriptionArn,
            Sns: {
              Type: 'Notification',
              MessageId,
              TopicArn: topicArn,
              Subject: null,
              Message: 'x',
              Timestamp: '2026-01-05T00:00:00.000Z',
              SignatureVersion: '1',
              Signature: 'EXAMPLE',
              SigningCertUrl: 'EXAMPLE',
              UnsubscribeUrl: expect.stringContaining('Action=Unsubscribe'),
              MessageAttributes: {
                severity: { Type: 'String', Value: 'urgent' },
                raw: { Type: 'Binary', Value: 'aGk=' },
              },
            },
          },
        ],
      },
    },
  ]);
});

test('a queue gets the JSON document, without a Subject where there is none', async () => {
  const { service, topicArn, queued } = snsWorld();
  service.subscribe({ topicArn, protocol: 'sqs', endpoint: queueArn });
  await service.topics.publish(topicArn, { body: 'x' });
  expect(queued).toMatchObject([{ arn: queueArn, body: { Type: 'Notification', Message: 'x' } }]);
  expect(Object.keys(queued[0]?.body ?? {})).not.toContain('Subject');
});

test('a subscriber that is gone does not keep the message from the others', async () => {
  const { clock, service, topicArn, queued } = snsWorld();
  service.subscribe({ topicArn, protocol: 'lambda', endpoint: functionArn.replace('notify', 'gone') });
  service.subscribe({ topicArn, protocol: 'sqs', endpoint: queueArn });
  await service.topics.publish(topicArn, { body: 'x' });
  await clock.settle();
  expect(queued).toHaveLength(1);
});

test('who unsubscribes gets no more', async () => {
  const { sns, service, topicArn, queued } = snsWorld();
  const SubscriptionArn = service.subscribe({ topicArn, protocol: 'sqs', endpoint: queueArn });
  for (let time = 0; time < 2; time++) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  await service.topics.publish(topicArn, { body: 'x' });
  expect(queued).toEqual([]);
});

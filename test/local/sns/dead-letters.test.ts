import { PublishCommand } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { endpoint, queueArn, snsWorld } from './support.ts';

test.each([
  // Four attempts, 20 s apart.
  ['500s', [500, 500, 500, 500], 60, 1],
  ['500s, but not for ever', [500, 500, 500, 200], 60, 0],
  ['404, which no retry mends', [404], 0, 1],
  ['a redirection, which is not followed', [302], 0, 1],
  ['204', [204], 0, 0],
] as const)(
  'an HTTP endpoint that answers %s: to its dead-letter queue, or not',
  async (_, answers, lastAt, letters) => {
    const world = snsWorld();
    const { clock, sns, service, topicArn, posts, queued, visit } = world;
    const attributes = {
      RawMessageDelivery: 'true',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn }),
    };
    service.subscribe({ topicArn, protocol: 'http', endpoint, attributes });
    await clock.settle();
    await visit(posts[0]?.body.SubscribeURL);
    world.answers.push(...answers);
    await sns.send(new PublishCommand({ TopicArn: topicArn, Message: '{"raw":"yes"}' }));
    await clock.advance(120_000);
    const [, first, ...retries] = posts;
    expect(first?.headers).toMatchObject({ 'x-amz-sns-rawdelivery': 'true' });
    expect(first?.body).toEqual({ raw: 'yes' });
    expect([first, ...retries].at(-1)?.at).toBe(lastAt * 1000);
    expect(queued).toEqual(Array(letters).fill({ arn: queueArn, body: { raw: 'yes' } }));
  },
);

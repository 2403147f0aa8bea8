import type { Clock } from '../clock/clock.ts';
import type { FunctionInvoker, QueueSink } from '../ports.ts';
import type { HttpPost } from './http-post.ts';
import { lambdaEvent, notificationBody, type PublishedMessage } from './message.ts';
import type { Subscription } from './subscription.ts';

export interface DeliveryMeans {
  readonly clock: Clock;
  readonly functions: () => FunctionInvoker;
  readonly queues: () => QueueSink;
  readonly post: HttpPost;
}

/** "By default, if the initial delivery fails, up to three retries, 20 seconds apart" (AWS: SendMessageToHttp.retry). */
const retries = 3;
const retryAfterMs = 20_000;

/**
 * Delivers one message to one confirmed subscriber. Resolves when it is delivered or given up: SNS without a
 * redrive policy drops what it can't deliver, so no failure comes out of here.
 */
export async function deliver(
  means: DeliveryMeans,
  subscription: Subscription,
  message: PublishedMessage,
  unsubscribeUrl: string,
): Promise<void> {
  const { protocol, endpoint } = subscription;
  try {
    switch (protocol) {
      case 'lambda':
        // Lambda's own asynchronous retries take it from here.
        return await means
          .functions()
          .invokeAsync(endpoint, lambdaEvent(message, subscription, unsubscribeUrl));
      case 'sqs':
        return means.queues().send(endpoint, notificationBody(message, unsubscribeUrl));
      case 'http':
      case 'https':
        return await postWithRetries(means, endpoint, {
          type: 'Notification',
          id: message.id,
          topicArn: message.topicArn,
          subscriptionArn: subscription.arn,
          body: notificationBody(message, unsubscribeUrl),
        });
    }
  } catch {
    // A function or queue that is gone is a permanent failure.
  }
}

export interface HttpMessage {
  readonly type: 'Notification' | 'SubscriptionConfirmation';
  readonly id: string;
  readonly topicArn: string;
  /** Absent from a confirmation request: there is no subscription yet. */
  readonly subscriptionArn?: string;
  readonly body: string;
}

/** Posts with AWS's headers, and again after 5xx, 429 or no answer. Any other answer than 2xx is final. Never rejects. */
export async function postWithRetries(
  { clock, post }: Pick<DeliveryMeans, 'clock' | 'post'>,
  url: string,
  message: HttpMessage,
): Promise<void> {
  const headers = {
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': message.type,
    'x-amz-sns-message-id': message.id,
    'x-amz-sns-topic-arn': message.topicArn,
    ...(message.subscriptionArn === undefined
      ? {}
      : { 'x-amz-sns-subscription-arn': message.subscriptionArn }),
  };
  const attempt = async (): Promise<number | undefined> => {
    try {
      return await clock.io(() => post({ url, headers, body: message.body }));
    } catch {
      return undefined;
    }
  };
  for (let retry = 0; isRetriable(await attempt()) && retry < retries; retry++) {
    await clock.sleep(retryAfterMs);
  }
}

const isRetriable = (status: number | undefined): boolean =>
  status === undefined || status === 429 || status >= 500;

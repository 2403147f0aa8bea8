import type { Clock } from '../clock/clock.ts';
import type { Permissions } from '../iam/iam.ts';
import type { FunctionInvoker, QueueSink } from '../ports.ts';
import type { HttpPost } from './http-post.ts';
import { lambdaEvent, notificationBody } from './message.ts';
import type { PublishedMessage } from './published-message.ts';
import type { Subscription } from './subscription.ts';

export interface DeliveryMeans {
  readonly clock: Clock;
  readonly functions: () => FunctionInvoker;
  readonly queues: () => QueueSink;
  readonly post: HttpPost;
  /** Whether subscribers let the topic in; without it, all do. */
  readonly permissions?: Pick<Permissions, 'serviceMay'> | undefined;
}

/** "By default, if the initial delivery fails, up to three retries, 20 seconds apart" (AWS: SendMessageToHttp.retry). */
const retries = 3;
const retryAfterMs = 20_000;

/**
 * Delivers one message to one confirmed subscriber. Resolves when it is delivered or given up, which is no failure of
 * the publisher's: then it goes to the subscription's dead-letter queue, or without a redrive policy is dropped.
 */
export async function deliver(
  means: DeliveryMeans,
  subscription: Subscription,
  message: PublishedMessage,
  unsubscribeUrl: string,
): Promise<void> {
  const { protocol, endpoint, settings } = subscription;
  // As it was published, its attributes beside it, or in SNS's own document, which has them inside.
  const body = settings.raw ? message.body : notificationBody(message, unsubscribeUrl);
  const enter = (action: string, arn: string): void => {
    const refusal = means.permissions?.serviceMay('sns.amazonaws.com', message.topicArn, action, arn);
    if (refusal !== undefined) throw refusal;
  };
  const toQueue = (queueArn: string) => {
    enter('sqs:SendMessage', queueArn);
    means.queues().send(queueArn, body, settings.raw ? message.attributes : undefined);
  };
  const attempt = async (): Promise<boolean> => {
    switch (protocol) {
      case 'lambda':
        enter('lambda:InvokeFunction', endpoint);
        // Lambda's own asynchronous retries take it from here.
        await means.functions().invokeAsync(endpoint, lambdaEvent(message, subscription, unsubscribeUrl));
        return true;
      case 'sqs':
        toQueue(endpoint);
        return true;
      case 'http':
      case 'https':
        return postWithRetries(means, endpoint, {
          type: 'Notification',
          id: message.id,
          topicArn: message.topicArn,
          subscriptionArn: subscription.arn,
          body,
          raw: settings.raw,
        });
    }
  };
  try {
    if (await attempt()) return;
  } catch {
    // A function or queue that is gone, or does not let the topic in, is a permanent failure.
  }
  if (settings.deadLetterArn === undefined) return;
  try {
    toQueue(settings.deadLetterArn);
  } catch {
    // AWS counts it in NumberOfNotificationsFailedToRedriveToDlq, a metric that is not covered.
  }
}

export interface HttpMessage {
  readonly type: 'Notification' | 'SubscriptionConfirmation';
  readonly id: string;
  readonly topicArn: string;
  /** Absent from a confirmation request: there is no subscription yet. */
  readonly subscriptionArn?: string;
  readonly body: string;
  /** Whether the body is the message as it was published. */
  readonly raw?: boolean;
}

/**
 * Posts with AWS's headers, and again after 5xx, 429 or no answer. Any other answer than 2xx is final. Tells whether it
 * was delivered; never rejects.
 */
export async function postWithRetries(
  { clock, post }: Pick<DeliveryMeans, 'clock' | 'post'>,
  url: string,
  message: HttpMessage,
): Promise<boolean> {
  const headers = {
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
    'x-amz-sns-message-type': message.type,
    'x-amz-sns-message-id': message.id,
    'x-amz-sns-topic-arn': message.topicArn,
    ...(message.subscriptionArn === undefined
      ? {}
      : { 'x-amz-sns-subscription-arn': message.subscriptionArn }),
    ...(message.raw && { 'x-amz-sns-rawdelivery': 'true' }),
  };
  const attempt = async (): Promise<number | undefined> => {
    try {
      return await clock.io(() => post({ url, headers, body: message.body }));
    } catch {
      return undefined;
    }
  };
  for (let retry = 0; ; retry++) {
    const status = await attempt();
    if (!isRetriable(status)) return status !== undefined && status < 300;
    if (retry === retries) return false;
    await clock.sleep(retryAfterMs);
  }
}

const isRetriable = (status: number | undefined): boolean =>
  status === undefined || status === 429 || status >= 500;

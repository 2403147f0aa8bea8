import { arnOf, type LocalContext } from '../context.ts';
import { notCovered } from '../transport/aws-error.ts';
import { invalidParameter, topicNotFound } from './sns-error.ts';
import { checkedTarget, type Subscription } from './subscription.ts';

export interface Topic {
  readonly arn: string;
  readonly displayName: string;
}

/** Topics and subscriptions, in the order in which they were made. */
export interface Topics {
  all(): readonly Topic[];
  /** @throws AwsError `NotFound` */
  named(arn: string | undefined): Topic;
  /** Idempotent by name. @throws AwsError `InvalidParameter` (name); not covered for FIFO and most attributes */
  create(name: string | undefined, attributes?: Readonly<Record<string, string>>): Topic;
  subscriptions(topicArn?: string): readonly Subscription[];
  /** Idempotent by topic, protocol and endpoint. @throws AwsError as `named` and `checkedTarget` do */
  subscribe(
    topicArn: string | undefined,
    protocol: string | undefined,
    endpoint: string | undefined,
  ): Subscription;
  /** @throws AwsError `InvalidParameter` (unknown or expired token), `NotFound` */
  confirm(topicArn: string | undefined, token: string | undefined): Subscription;
  /** Does nothing if it is gone already. @throws AwsError `InvalidParameter` (no subscription ARN) */
  unsubscribe(subscriptionArn: string | undefined): void;
}

/** "Confirmation tokens are valid for two days" (API reference, Subscribe). */
const tokenValidMs = 2 * 24 * 60 * 60 * 1000;

export function createTopics(context: LocalContext): Topics {
  const { clock, random } = context;
  const topics = new Map<string, Topic>();
  const subscriptions = new Map<string, Subscription>();

  const named = (arn: string | undefined): Topic => {
    const topic = topics.get(arn ?? '');
    if (topic === undefined) throw topicNotFound();
    return topic;
  };

  const subscriptionsOf = (topicArn?: string): Subscription[] =>
    [...subscriptions.values()].filter((one) => topicArn === undefined || one.topicArn === topicArn);

  return {
    all: () => [...topics.values()],
    named,
    create(name = '', attributes = {}) {
      if (/^[\w-]+\.fifo$/.test(name)) throw notCovered('SNS FIFO topics');
      if (!/^[\w-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
      const { DisplayName = '', ...others } = attributes;
      const [other] = Object.keys(others);
      if (other !== undefined) throw notCovered(`the SNS topic attribute ${other}`);
      const arn = arnOf(context, 'sns', name);
      const topic = topics.get(arn) ?? { arn, displayName: DisplayName };
      topics.set(arn, topic);
      return topic;
    },
    subscriptions: subscriptionsOf,
    subscribe(topicArn, protocol, endpoint) {
      const topic = named(topicArn);
      const target = checkedTarget(protocol, endpoint);
      const existing = subscriptionsOf(topic.arn).find(
        (one) => one.protocol === target.protocol && one.endpoint === target.endpoint,
      );
      if (existing?.state.kind === 'confirmed') return existing;
      const isHttp = target.protocol === 'http' || target.protocol === 'https';
      const subscription: Subscription = {
        arn: existing?.arn ?? `${topic.arn}:${random.uuid()}`,
        topicArn: topic.arn,
        ...target,
        // Asked again, an endpoint that has not confirmed gets a fresh token.
        state: isHttp
          ? { kind: 'pending', token: random.hex(128), expiresAt: clock.now() + tokenValidMs }
          : { kind: 'confirmed' },
      };
      subscriptions.set(subscription.arn, subscription);
      return subscription;
    },
    confirm(topicArn, token) {
      const pending = subscriptionsOf(named(topicArn).arn).find(
        ({ state }) => state.kind === 'pending' && state.token === token && clock.now() < state.expiresAt,
      );
      if (pending === undefined) throw invalidParameter('Token');
      const confirmed: Subscription = { ...pending, state: { kind: 'confirmed' } };
      subscriptions.set(confirmed.arn, confirmed);
      return confirmed;
    },
    unsubscribe(subscriptionArn = '') {
      if (!/^arn:aws:sns:[\w-]+:\d{12}:[\w-]+:[\w-]+$/.test(subscriptionArn)) {
        throw invalidParameter(
          `SubscriptionArn Reason: expected a subscription's ARN, got "${subscriptionArn}"`,
        );
      }
      subscriptions.delete(subscriptionArn);
    },
  };
}

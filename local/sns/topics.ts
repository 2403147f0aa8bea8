import { isDeepStrictEqual } from 'node:util';
import { arnOf, type LocalContext } from '../context.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import { checkArn } from './arn.ts';
import { amongAttributes, invalidParameter, topicNotFound } from './sns-error.ts';
import { checkedTarget, type Subscription } from './subscription.ts';
import {
  attributesOf,
  checkAttributeName,
  type SubscriptionAttributes,
  settingsOf,
} from './subscription-settings.ts';

interface Topic {
  readonly arn: string;
  readonly displayName: string;
}

/** Topics and subscriptions, in the order in which they were made. */
export interface Topics {
  all(): readonly Topic[];
  /**
   * @param parameter what the ARN is called in errors: `TopicArn`, if nothing else
   * @throws AwsError `NotFound`, `InvalidParameter` (no ARN of a topic here)
   */
  named(arn: string | undefined, parameter?: string): Topic;
  /**
   * Idempotent by name.
   * @throws AwsError `InvalidParameter` (name, or it is there with others); not covered for FIFO and most attributes
   */
  create(name: string | undefined, attributes?: Readonly<Record<string, string>>): Topic;
  subscriptions(topicArn?: string): readonly Subscription[];
  /**
   * Idempotent by topic, protocol and endpoint.
   * @throws AwsError as `named`, `checkedTarget` and `settingsOf` do; `InvalidParameter` if it is there with others
   */
  subscribe(
    topicArn: string | undefined,
    protocol: string | undefined,
    endpoint: string | undefined,
    attributes?: SubscriptionAttributes,
  ): Subscription;
  /** By its ARN. @throws AwsError `NotFound`, `InvalidParameter` (no ARN of a subscription) */
  subscription(arn: string | undefined): Subscription;
  /** Sets one attribute; an empty one is none. @throws AwsError `NotFound`, and as `settingsOf` does */
  configure(arn: string | undefined, name: string | undefined, value: string | undefined): void;
  /** @throws AwsError `InvalidParameter`, also for an unknown or expired token and for another topic's */
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

  const named = (arn: string | undefined, parameter = 'TopicArn'): Topic => {
    checkArn(context, parameter, arn);
    const topic = topics.get(arn);
    if (topic === undefined) throw topicNotFound();
    return topic;
  };

  const subscription = (arn: string | undefined): Subscription => {
    checkArn(context, 'SubscriptionArn', arn);
    const found = subscriptions.get(arn);
    if (found === undefined) throw new AwsError('NotFound', 'Subscription does not exist', { status: 404 });
    return found;
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
      const existing = topics.get(arn);
      if (
        existing !== undefined &&
        attributes.DisplayName !== undefined &&
        DisplayName !== existing.displayName
      )
        throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
      const topic = existing ?? { arn, displayName: DisplayName };
      topics.set(arn, topic);
      return topic;
    },
    subscriptions: subscriptionsOf,
    subscribe(topicArn, protocol, endpoint, attributes = {}) {
      const topic = named(topicArn);
      const target = checkedTarget(protocol, endpoint);
      const settings = amongAttributes(() => settingsOf(attributes, target.protocol));
      const existing = subscriptionsOf(topic.arn).find(
        (one) => one.protocol === target.protocol && one.endpoint === target.endpoint,
      );
      if (existing?.state.kind === 'confirmed') {
        const asItIs = { ...attributesOf(existing.settings), ...attributes };
        const isSame = isDeepStrictEqual(settingsOf(asItIs, target.protocol), existing.settings);
        if (!isSame)
          throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
        return existing;
      }
      const isHttp = target.protocol === 'http' || target.protocol === 'https';
      const created: Subscription = {
        arn: existing?.arn ?? `${topic.arn}:${random.uuid()}`,
        topicArn: topic.arn,
        ...target,
        settings,
        // Asked again, an endpoint that has not confirmed gets a fresh token.
        state: isHttp
          ? { kind: 'pending', token: random.hex(128), expiresAt: clock.now() + tokenValidMs }
          : { kind: 'confirmed' },
      };
      subscriptions.set(created.arn, created);
      return created;
    },
    subscription,
    configure(arn, name = '', value = '') {
      const one = subscription(arn);
      checkAttributeName(name);
      const isTakenAway = value === '' && name !== 'RawMessageDelivery';
      const attributes = { ...attributesOf(one.settings), [name]: isTakenAway ? undefined : value };
      // A policy is read in its new scope, whichever of the two comes first.
      subscriptions.set(one.arn, { ...one, settings: settingsOf(attributes, one.protocol) });
    },
    confirm(topicArn, token) {
      checkArn(context, 'TopicArn', topicArn);
      if (!/^[0-9a-f]{128,}$/.test(token ?? '')) throw new AwsError('InvalidParameter', 'Invalid token');
      const pending = subscriptionsOf(topicArn).find(
        ({ state }) => state.kind === 'pending' && state.token === token && clock.now() < state.expiresAt,
      );
      if (pending === undefined) throw invalidParameter('Token');
      const confirmed: Subscription = { ...pending, state: { kind: 'confirmed' } };
      subscriptions.set(confirmed.arn, confirmed);
      return confirmed;
    },
    unsubscribe(subscriptionArn) {
      checkArn(context, 'SubscriptionArn', subscriptionArn);
      if (subscriptionArn.split(':').length < 7) throw invalidParameter('SubscriptionId');
      subscriptions.delete(subscriptionArn);
    },
  };
}

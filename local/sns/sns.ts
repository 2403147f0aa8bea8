import * as client from '@aws-sdk/client-sns';
import type { LocalContext } from '../context.ts';
import type { Permissions } from '../iam/iam.ts';
import type { FunctionInvoker, QueueSink, TopicPublisher } from '../ports.ts';
import { notCovered } from '../transport/aws-error.ts';
import { rpcService } from '../transport/rpc-service.ts';
import type { WireService } from '../transport/wire.ts';
import { deliver, postWithRetries } from './delivery.ts';
import { passes } from './filter-policy.ts';
import { type HttpPost, postOverHttp } from './http-post.ts';
import { checkedMessage, confirmationBody } from './message.ts';
import type { MessageDraft, PublishedMessage } from './published-message.ts';
import { invalidParameter } from './sns-error.ts';
import type { Subscription } from './subscription.ts';
import { type SubscriptionAttributes, shownAttributesOf } from './subscription-settings.ts';
import { createTopics } from './topics.ts';

export interface SnsDependencies {
  /** Asked at delivery, so that services may be made in any order. */
  readonly functions: () => FunctionInvoker;
  readonly queues: () => QueueSink;
  /** Whether subscribers let a topic in; without it, all do. */
  readonly permissions?: Pick<Permissions, 'serviceMay'>;
  /** Where clients reach the local AWS; the URLs to confirm and to unsubscribe start so. */
  readonly baseUrl: () => string;
  /** How HTTP endpoints are posted to; by default over a socket. */
  readonly post?: HttpPost;
}

export interface Sns {
  readonly wire: WireService;
  readonly topics: TopicPublisher;
  /** Makes a topic, or finds it by name, and returns its ARN. @throws AwsError `InvalidParameter` */
  createTopic(name: string, attributes?: Readonly<Record<string, string>>): string;
  /**
   * Subscribes and returns the subscription's ARN. An HTTP endpoint is asked to confirm first.
   *
   * @throws AwsError `NotFound` (topic), `InvalidParameter`; not covered for hosts off this machine
   */
  subscribe(request: {
    topicArn: string;
    protocol: string;
    endpoint: string;
    attributes?: SubscriptionAttributes;
  }): string;
  /** Calls `listener` at every publication, before any delivery. Returns how to stop. */
  onPublish(listener: (message: PublishedMessage) => void): () => void;
}

/** SNS standard topics in memory, with deliveries to Lambda, to queues and to HTTP endpoints on this machine. */
export function createSns(context: LocalContext, deps: SnsDependencies): Sns {
  const { clock, random } = context;
  const topics = createTopics(context);
  const listeners = new Set<(message: PublishedMessage) => void>();
  const { functions, queues, permissions, post = postOverHttp } = deps;
  const means = { clock, functions, queues, permissions, post };

  /**
   * A link that a browser can follow. Nothing else in it tells which service it is for, so it carries the
   * credential scope that presigned URLs have.
   */
  const linkTo = (action: string, parameters: Record<string, string>): string => {
    const scope = `anonymous/-/${context.region}/sns/aws4_request`;
    const query = new URLSearchParams({ Action: action, ...parameters, 'X-Amz-Credential': scope });
    return `${deps.baseUrl()}/?${query}`;
  };

  const publish = (
    topicArn: string | undefined,
    draft: MessageDraft,
    parameter?: string,
  ): PublishedMessage => {
    const topic = topics.named(topicArn, parameter);
    const checked = checkedMessage(draft);
    const message = { id: random.uuid(), topicArn: topic.arn, ...checked, at: Math.floor(clock.now()) };
    for (const listener of listeners) listener(message);
    for (const subscription of topics.subscriptions(topic.arn)) {
      const { filterPolicy, filterPolicyScope } = subscription.settings;
      const isWanted = filterPolicy === undefined || passes(filterPolicy, filterPolicyScope, message);
      if (subscription.state.kind === 'pending' || !isWanted) continue;
      const unsubscribeUrl = linkTo('Unsubscribe', { SubscriptionArn: subscription.arn });
      void deliver(means, subscription, message, unsubscribeUrl);
    }
    return message;
  };

  const subscribe = (...of: Parameters<typeof topics.subscribe>): Subscription => {
    const subscription = topics.subscribe(...of);
    if (subscription.state.kind === 'pending') {
      const { token } = subscription.state;
      const { topicArn: arn } = subscription;
      const id = random.uuid();
      const subscribeUrl = linkTo('ConfirmSubscription', { TopicArn: arn, Token: token });
      const body = confirmationBody({ id, topicArn: arn, token, subscribeUrl, at: Math.floor(clock.now()) });
      void postWithRetries(means, subscription.endpoint, {
        type: 'SubscriptionConfirmation',
        id,
        topicArn: arn,
        body,
      });
    }
    return subscription;
  };

  const listed = (all: readonly Subscription[], nextToken: string | undefined) => {
    const { items, next } = pageOf(all, nextToken);
    const members = items.map(({ arn, topicArn, protocol, endpoint, state }) => ({
      SubscriptionArn: state.kind === 'pending' ? 'PendingConfirmation' : arn,
      Owner: context.account,
      Protocol: protocol,
      Endpoint: endpoint,
      TopicArn: topicArn,
    }));
    return { Subscriptions: members, ...next };
  };

  const wire = rpcService({
    id: 'sns',
    client,
    query: { xmlns: 'http://sns.amazonaws.com/doc/2010-03-31/' },
    random,
    operations: {
      CreateTopic({ Name, Attributes, Tags, DataProtectionPolicy }: client.CreateTopicCommandInput) {
        if (Tags?.length) throw notCovered('tags of SNS topics');
        if (DataProtectionPolicy) throw notCovered('data protection policies of SNS topics');
        return { TopicArn: topics.create(Name, Attributes).arn };
      },

      ListTopics({ NextToken }: client.ListTopicsCommandInput) {
        const { items, next } = pageOf(topics.all(), NextToken);
        return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), ...next };
      },

      GetTopicAttributes({ TopicArn }: client.GetTopicAttributesCommandInput) {
        const { arn, displayName } = topics.named(TopicArn);
        const subscriptions = topics.subscriptions(arn);
        const pending = subscriptions.filter(({ state }) => state.kind === 'pending').length;
        return {
          Attributes: {
            TopicArn: arn,
            Owner: context.account,
            DisplayName: displayName,
            SubscriptionsPending: String(pending),
            SubscriptionsConfirmed: String(subscriptions.length - pending),
            SubscriptionsDeleted: '0',
          },
        };
      },

      Publish(input: client.PublishCommandInput) {
        for (const name of uncoveredInPublish) {
          if (input[name] !== undefined) throw notCovered(`the parameter ${name} of SNS Publish`);
        }
        const { Subject: subject, Message: body, MessageAttributes: attributes } = input;
        const draft = { subject, body, attributes };
        if (input.TopicArn !== undefined) return { MessageId: publish(input.TopicArn, draft).id };
        const parameter = input.TargetArn === undefined ? 'TopicArn or TargetArn' : 'TargetArn';
        return { MessageId: publish(input.TargetArn, draft, parameter).id };
      },

      Subscribe(input: client.SubscribeCommandInput) {
        const { arn, state } = subscribe(input.TopicArn, input.Protocol, input.Endpoint, input.Attributes);
        const isHidden = state.kind === 'pending' && !input.ReturnSubscriptionArn;
        return { SubscriptionArn: isHidden ? 'pending confirmation' : arn };
      },

      ConfirmSubscription(input: client.ConfirmSubscriptionCommandInput) {
        if (input.AuthenticateOnUnsubscribe === 'true') throw notCovered('AuthenticateOnUnsubscribe of SNS');
        return { SubscriptionArn: topics.confirm(input.TopicArn, input.Token).arn };
      },

      GetSubscriptionAttributes({ SubscriptionArn }: client.GetSubscriptionAttributesCommandInput) {
        const { arn, topicArn, protocol, endpoint, state, settings } = topics.subscription(SubscriptionArn);
        return {
          Attributes: {
            SubscriptionArn: arn,
            TopicArn: topicArn,
            Protocol: protocol,
            Endpoint: endpoint,
            Owner: context.account,
            PendingConfirmation: String(state.kind === 'pending'),
            ConfirmationWasAuthenticated: String(state.kind === 'confirmed'),
            ...shownAttributesOf(settings),
          },
        };
      },

      SetSubscriptionAttributes(input: client.SetSubscriptionAttributesCommandInput) {
        topics.configure(input.SubscriptionArn, input.AttributeName, input.AttributeValue);
      },

      Unsubscribe({ SubscriptionArn }: client.UnsubscribeCommandInput) {
        topics.unsubscribe(SubscriptionArn);
      },

      ListSubscriptions: ({ NextToken }: client.ListSubscriptionsCommandInput) =>
        listed(topics.subscriptions(), NextToken),

      ListSubscriptionsByTopic: ({ TopicArn, NextToken }: client.ListSubscriptionsByTopicCommandInput) =>
        listed(topics.subscriptions(topics.named(TopicArn).arn), NextToken),
    },
  });

  return {
    wire,
    topics: {
      async publish(topicArn, { subject, body }) {
        publish(topicArn, { subject, body });
      },
    },
    createTopic: (name, attributes) => topics.create(name, attributes).arn,
    subscribe: ({ topicArn, protocol, endpoint, attributes }) =>
      subscribe(topicArn, protocol, endpoint, attributes).arn,
    onPublish(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const uncoveredInPublish = [
  'PhoneNumber',
  'MessageStructure',
  'MessageGroupId',
  'MessageDeduplicationId',
] as const;

/** Lists come 100 at a time; the token is the place of the next one. @throws AwsError `InvalidParameter` */
function pageOf<T>(all: readonly T[], token: string | undefined) {
  const start = token ? Number(token) : 0;
  if (!Number.isInteger(start) || start < 0) throw invalidParameter('NextToken');
  const next = start + 100 < all.length ? { NextToken: String(start + 100) } : {};
  return { items: all.slice(start, start + 100), next };
}

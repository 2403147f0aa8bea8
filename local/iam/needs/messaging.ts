import { arnOf } from '../../context.ts';
import { anywhere, type Need, type NeedSite, type Needs, need } from './need.ts';

/** A queue by its URL, whose last part is its name, or by the name itself. */
const queue = ({ context }: NeedSite, urlOrName: unknown): string =>
  arnOf(
    context,
    'sqs',
    String(urlOrName ?? '')
      .split('/')
      .at(-1) ?? '',
  );

const onQueue =
  (action: string): Need =>
  (input, site) =>
    need(`sqs:${action}`, queue(site, input.QueueUrl ?? input.QueueName));

/** SQS's actions; those of batches are those of single messages (SQS guide, "Amazon SQS API permissions"). */
export const sqsNeeds: Needs = {
  GetQueueUrl: onQueue('GetQueueUrl'),
  ListQueues: anywhere('sqs:ListQueues'),
  GetQueueAttributes: onQueue('GetQueueAttributes'),
  SendMessage: onQueue('SendMessage'),
  SendMessageBatch: onQueue('SendMessage'),
  ReceiveMessage: onQueue('ReceiveMessage'),
  DeleteMessage: onQueue('DeleteMessage'),
  DeleteMessageBatch: onQueue('DeleteMessage'),
  ChangeMessageVisibility: onQueue('ChangeMessageVisibility'),
  ChangeMessageVisibilityBatch: onQueue('ChangeMessageVisibility'),
  PurgeQueue: onQueue('PurgeQueue'),
};

const onTopic =
  (action: string): Need =>
  (input) =>
    need(`sns:${action}`, input.TopicArn ?? input.TargetArn ?? '');

/** Of a subscription the topic is what counts: its ARN without the last part. */
const onTopicOf =
  (action: string): Need =>
  (input) =>
    need(`sns:${action}`, String(input.SubscriptionArn ?? '').replace(/:[^:]*$/, ''));

/** SNS's actions (Service Authorization Reference, "Amazon SNS"). */
export const snsNeeds: Needs = {
  CreateTopic: (input, { context }) => need('sns:CreateTopic', arnOf(context, 'sns', input.Name ?? '')),
  ListTopics: anywhere('sns:ListTopics'),
  GetTopicAttributes: onTopic('GetTopicAttributes'),
  Publish: onTopic('Publish'),
  Subscribe: (input) =>
    need('sns:Subscribe', input.TopicArn ?? '', {
      'sns:Protocol': input.Protocol,
      'sns:Endpoint': input.Endpoint,
    }),
  ConfirmSubscription: onTopic('ConfirmSubscription'),
  GetSubscriptionAttributes: onTopicOf('GetSubscriptionAttributes'),
  SetSubscriptionAttributes: onTopicOf('SetSubscriptionAttributes'),
  Unsubscribe: onTopicOf('Unsubscribe'),
  ListSubscriptions: anywhere('sns:ListSubscriptions'),
  ListSubscriptionsByTopic: onTopic('ListSubscriptionsByTopic'),
};

const rule = ({ context }: NeedSite, name: unknown): string =>
  arnOf(context, 'events', `rule/${String(name ?? '')}`);

const onRule =
  (action: string, member: 'Name' | 'Rule'): Need =>
  (input, site) =>
    need(`events:${action}`, rule(site, input[member]));

interface Entry {
  readonly EventBusName?: string;
  readonly Source?: string;
  readonly DetailType?: string;
}

interface Target {
  readonly Arn?: string;
  readonly RoleArn?: string;
}

/** EventBridge's actions (Service Authorization Reference, "Amazon EventBridge"). */
export const eventsNeeds: Needs = {
  PutEvents: (input, { context }) =>
    ((input.Entries ?? []) as readonly Entry[]).map(({ EventBusName = 'default', Source, DetailType }) =>
      need(
        'events:PutEvents',
        EventBusName.startsWith('arn:')
          ? EventBusName
          : arnOf(context, 'events', `event-bus/${EventBusName}`),
        { 'events:source': Source, 'events:detail-type': DetailType },
      ),
    ),
  TestEventPattern: anywhere('events:TestEventPattern'),
  PutRule: onRule('PutRule', 'Name'),
  DescribeRule: onRule('DescribeRule', 'Name'),
  DeleteRule: onRule('DeleteRule', 'Name'),
  ListRules: (_, site) => need('events:ListRules', rule(site, '*')),
  PutTargets: (input, site) => {
    const targets = (input.Targets ?? []) as readonly Target[];
    return [
      need('events:PutTargets', rule(site, input.Rule), {
        'events:TargetArn': targets.flatMap(({ Arn }) => Arn ?? []),
      }),
      ...targets.flatMap(({ RoleArn }) =>
        RoleArn === undefined
          ? []
          : [need('iam:PassRole', RoleArn, { 'iam:PassedToService': 'events.amazonaws.com' })],
      ),
    ];
  },
  RemoveTargets: onRule('RemoveTargets', 'Rule'),
  ListTargetsByRule: onRule('ListTargetsByRule', 'Rule'),
};

import * as client from '@aws-sdk/client-sqs';
import { sleptFully } from '../clock/clock.ts';
import { arnOf, type LocalContext } from '../context.ts';
import type { QueueSink } from '../ports.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import { rpcService } from '../transport/rpc-service.ts';
import type { WireService } from '../transport/wire.ts';
import { withShapeNames } from './error-names.ts';
import { checkMessage, md5, md5Member, messageOf, missing } from './message.ts';
import { enqueue, nextVisibleAt, purge, type Queue, receive, remove } from './queue.ts';
import { queueAttributes, settingsFrom } from './queue-settings.ts';

export interface Sqs {
  readonly wire: WireService;
  /** Sends as AWS's own services do: what they send is not checked for size or characters. */
  readonly queues: QueueSink;
  /**
   * Makes a standard queue.
   *
   * @param attributes as CreateQueue takes them; see `settingsFrom` for those covered
   * @throws AwsError `InvalidParameterValue` (name), `QueueAlreadyExists`, or as `settingsFrom` does
   */
  createQueue(name: string, attributes?: Readonly<Record<string, string>>): { arn: string; url: string };
}

/**
 * SQS standard queues in memory, over JSON and Query.
 *
 * @param deps.baseUrl where clients reach the local AWS, e.g. `http://127.0.0.1:4566`: queue URLs start so
 */
export function createSqs(context: LocalContext, deps: { readonly baseUrl: () => string }): Sqs {
  const { clock, random } = context;
  const queues = new Map<string, Queue>();
  const urlOf = (name: string) => `${deps.baseUrl()}/${context.account}/${name}`;

  const queueNamed = (name: string | undefined): Queue => {
    const queue = queues.get(name ?? '');
    if (queue === undefined) throw noSuchQueue();
    return queue;
  };

  /** Whatever host a URL names: a client may reach this one by another. */
  const queueAt = (url: string | undefined): Queue => {
    if (!url) throw missing('QueueUrl');
    const [, account, name] = /\/(\d{12})\/([^/]+)$/.exec(url) ?? [];
    if (account !== context.account) throw noSuchQueue();
    return queueNamed(name);
  };

  /** Resolves after `ms`, or as soon as a message comes in. */
  const nextMessageOr = async (queue: Queue, ms: number): Promise<void> => {
    const stop = new AbortController();
    const wake = () => stop.abort();
    queue.waiting.add(wake);
    try {
      await sleptFully(clock, ms, stop.signal);
    } finally {
      queue.waiting.delete(wake);
    }
  };

  const receiveWithin = async (queue: Queue, max: number, visibility: number, waitSeconds: number) => {
    const deadline = clock.now() + waitSeconds * 1000;
    for (;;) {
      const now = clock.now();
      const messages = receive(queue, max, visibility, now);
      if (messages.length > 0 || now >= deadline) return messages;
      await nextMessageOr(queue, Math.min(deadline, nextVisibleAt(queue) ?? deadline) - now);
    }
  };

  const wire = rpcService({
    id: 'sqs',
    client,
    json: { target: 'AmazonSQS', version: '1.0', queryErrors: true },
    query: { xmlns: 'http://queue.amazonaws.com/doc/2012-11-05/' },
    random,
    operations: {
      GetQueueUrl({ QueueName, QueueOwnerAWSAccountId }: client.GetQueueUrlCommandInput) {
        if (QueueOwnerAWSAccountId && QueueOwnerAWSAccountId !== context.account) throw noSuchQueue();
        return { QueueUrl: urlOf(queueNamed(QueueName).name) };
      },

      ListQueues({ QueueNamePrefix = '', MaxResults, NextToken }: client.ListQueuesCommandInput) {
        const most = integer('MaxResults', MaxResults, 1, 1000, 1000);
        const names = [...queues.keys()].filter((name) => name.startsWith(QueueNamePrefix)).sort();
        const rest = NextToken ? names.filter((name) => name > NextToken) : names;
        const page = rest.slice(0, most);
        const more = MaxResults !== undefined && rest.length > page.length;
        return {
          ...(page.length > 0 ? { QueueUrls: page.map(urlOf) } : {}),
          ...(more ? { NextToken: page.at(-1) } : {}),
        };
      },

      GetQueueAttributes({ QueueUrl, AttributeNames }: client.GetQueueAttributesCommandInput) {
        const attributes = queueAttributes(queueAt(QueueUrl), AttributeNames ?? [], clock.now());
        return Object.keys(attributes).length > 0 ? { Attributes: attributes } : {};
      },

      SendMessage(input: client.SendMessageCommandInput) {
        const queue = queueAt(input.QueueUrl);
        const attributes = input.MessageAttributes ?? {};
        for (const name of ['MessageGroupId', 'MessageDeduplicationId', 'MessageSystemAttributes'] as const) {
          if (input[name] !== undefined) throw notCovered(`the parameter ${name} of SQS SendMessage`);
        }
        checkMessage(input.MessageBody, attributes, queue.settings.MaximumMessageSize);
        const delay = integer('DelaySeconds', input.DelaySeconds, 0, 900, queue.settings.DelaySeconds);
        const body = input.MessageBody ?? '';
        const id = random.uuid();
        enqueue(queue, { id, body, attributes }, clock.now(), delay);
        return { MessageId: id, MD5OfMessageBody: md5(body), ...md5Member(attributes) };
      },

      async ReceiveMessage(input: client.ReceiveMessageCommandInput) {
        const queue = queueAt(input.QueueUrl);
        const { VisibilityTimeout, ReceiveMessageWaitTimeSeconds } = queue.settings;
        if (input.ReceiveRequestAttemptId) throw notCovered('the parameter ReceiveRequestAttemptId of SQS');
        const messages = await receiveWithin(
          queue,
          integer('MaxNumberOfMessages', input.MaxNumberOfMessages, 1, 10, 1),
          integer('VisibilityTimeout', input.VisibilityTimeout, 0, 43_200, VisibilityTimeout),
          integer('WaitTimeSeconds', input.WaitTimeSeconds, 0, 20, ReceiveMessageWaitTimeSeconds),
        );
        const system = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
        const told = messages.map((message) =>
          messageOf(message, system, input.MessageAttributeNames ?? [], context.account),
        );
        return told.length > 0 ? { Messages: told } : {};
      },

      DeleteMessage({ QueueUrl, ReceiptHandle }: client.DeleteMessageCommandInput) {
        const queue = queueAt(QueueUrl);
        if (!ReceiptHandle) throw missing('ReceiptHandle');
        remove(queue, ReceiptHandle);
      },

      PurgeQueue({ QueueUrl }: client.PurgeQueueCommandInput) {
        purge(queueAt(QueueUrl), clock.now());
      },
    },
  });

  return {
    wire: withShapeNames(wire),
    queues: {
      send(queueArn, body, attributes = {}) {
        const queue = [...queues.values()].find(({ arn }) => arn === queueArn);
        if (queue === undefined) throw noSuchQueue();
        const texts = Object.entries(attributes).map(([name, StringValue]) => [
          name,
          { DataType: 'String', StringValue },
        ]);
        enqueue(queue, { id: random.uuid(), body, attributes: Object.fromEntries(texts) }, clock.now());
      },
    },
    createQueue(name, attributes = {}) {
      if (!/^[\w-]{1,80}$/.test(name)) {
        throw new AwsError(
          'InvalidParameterValue',
          `Queue name "${name}" is invalid here: can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length (FIFO queues are not covered).`,
        );
      }
      if (queues.has(name)) {
        throw new AwsError('QueueAlreadyExists', `A queue named ${name} already exists.`);
      }
      const arn = arnOf(context, 'sqs', name);
      queues.set(name, {
        name,
        arn,
        settings: settingsFrom(attributes),
        createdAt: clock.now(),
        messages: [],
        purgedAt: undefined,
        waiting: new Set(),
      });
      return { arn, url: urlOf(name) };
    },
  };
}

function integer(
  name: string,
  value: number | undefined,
  least: number,
  most: number,
  preset: number,
): number {
  if (value === undefined) return preset;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  );
}

const noSuchQueue = (): AwsError =>
  new AwsError('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.');

import * as client from '@aws-sdk/client-sqs';
import type { LocalContext } from '../context.ts';
import type { QueueSink, QueueSource } from '../ports.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import { rpcService } from '../transport/rpc-service.ts';
import type { WireService } from '../transport/wire.ts';
import { checkBatchSize, inBatch } from './batch.ts';
import { withShapeNames } from './error-names.ts';
import { checkMessage, md5, md5Member, messageOf, missing, sizeOf } from './message.ts';
import { enqueue, hide, purge, type Queue, remove } from './queue.ts';
import { queueAttributes } from './queue-attributes.ts';
import { createQueues, noSuchQueue } from './queues.ts';

export interface Sqs {
  readonly wire: WireService;
  /** Sends as AWS's own services do: what they send is not checked for size or characters. */
  readonly queues: QueueSink;
  /** For event source mappings of Lambda's. */
  readonly source: QueueSource;
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
  const queues = createQueues(context);
  const urlOf = (name: string) => `${deps.baseUrl()}/${context.account}/${name}`;

  /** Whatever host a URL names: a client may reach this one by another. AWS takes a queue's bare name, too. */
  const queueAt = (url: string | undefined): Queue => {
    if (!url) throw missing('QueueUrl');
    const [, account = context.account, name] = /^(?:.*\/(\d{12})\/)?([^/]+)$/.exec(url) ?? [];
    if (account !== context.account) throw noSuchQueue();
    return queues.named(name);
  };

  const send = (queue: Queue, input: Omit<client.SendMessageCommandInput, 'QueueUrl'>) => {
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
  };

  const change = (queue: Queue, handle: string | undefined, timeout: number | undefined) => {
    if (!handle) throw missing('ReceiptHandle');
    if (timeout === undefined) throw missing('VisibilityTimeout');
    hide(queue, handle, integer('VisibilityTimeout', timeout, 0, 43_200, 0), clock.now());
    return {};
  };

  const removeBy = (queue: Queue, handle: string | undefined) => {
    if (!handle) throw missing('ReceiptHandle');
    remove(queue, handle);
    return {};
  };

  const wire = rpcService({
    id: 'sqs',
    client,
    json: { version: '1.0', queryErrors: true },
    query: { xmlns: 'http://queue.amazonaws.com/doc/2012-11-05/' },
    random,
    operations: {
      GetQueueUrl({ QueueName, QueueOwnerAWSAccountId }: client.GetQueueUrlCommandInput) {
        if (QueueOwnerAWSAccountId && QueueOwnerAWSAccountId !== context.account) throw noSuchQueue();
        return { QueueUrl: urlOf(queues.named(QueueName).name) };
      },

      ListQueues({ QueueNamePrefix = '', MaxResults, NextToken }: client.ListQueuesCommandInput) {
        const most = integer('MaxResults', MaxResults, 1, 1000, 1000);
        const names = queues.names().filter((name) => name.startsWith(QueueNamePrefix));
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

      SendMessage: (input: client.SendMessageCommandInput) => send(queueAt(input.QueueUrl), input),

      SendMessageBatch({ QueueUrl, Entries }: client.SendMessageBatchCommandInput) {
        const queue = queueAt(QueueUrl);
        const sizes = (Entries ?? []).map(({ MessageBody = '', MessageAttributes = {} }) =>
          sizeOf(MessageBody, MessageAttributes),
        );
        checkBatchSize(sizes.reduce((sum, size) => sum + size, 0));
        return inBatch(Entries, (entry) => send(queue, entry));
      },

      async ReceiveMessage(input: client.ReceiveMessageCommandInput) {
        const queue = queueAt(input.QueueUrl);
        const { VisibilityTimeout, ReceiveMessageWaitTimeSeconds } = queue.settings;
        if (input.ReceiveRequestAttemptId) throw notCovered('the parameter ReceiveRequestAttemptId of SQS');
        const wait = integer('WaitTimeSeconds', input.WaitTimeSeconds, 0, 20, ReceiveMessageWaitTimeSeconds);
        const messages = await queues.receive(
          queue,
          integer('MaxNumberOfMessages', input.MaxNumberOfMessages, 1, 10, 1),
          integer('VisibilityTimeout', input.VisibilityTimeout, 0, 43_200, VisibilityTimeout),
          clock.now() + wait * 1000,
        );
        const system = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
        const told = messages.map((message) =>
          messageOf(message, system, input.MessageAttributeNames ?? [], context.account),
        );
        return told.length > 0 ? { Messages: told } : {};
      },

      DeleteMessage({ QueueUrl, ReceiptHandle }: client.DeleteMessageCommandInput) {
        removeBy(queueAt(QueueUrl), ReceiptHandle);
      },

      DeleteMessageBatch({ QueueUrl, Entries }: client.DeleteMessageBatchCommandInput) {
        const queue = queueAt(QueueUrl);
        return inBatch(Entries, ({ ReceiptHandle }) => removeBy(queue, ReceiptHandle));
      },

      ChangeMessageVisibility(input: client.ChangeMessageVisibilityCommandInput) {
        change(queueAt(input.QueueUrl), input.ReceiptHandle, input.VisibilityTimeout);
      },

      ChangeMessageVisibilityBatch(input: client.ChangeMessageVisibilityBatchCommandInput) {
        const queue = queueAt(input.QueueUrl);
        return inBatch(input.Entries, ({ ReceiptHandle, VisibilityTimeout }) =>
          change(queue, ReceiptHandle, VisibilityTimeout),
        );
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
        const queue = queues.withArn(queueArn);
        const typed = Object.entries(attributes).map(([name, value]) => [
          name,
          typeof value === 'string' ? { DataType: 'String', StringValue: value } : value,
        ]);
        enqueue(queue, { id: random.uuid(), body, attributes: Object.fromEntries(typed) }, clock.now());
      },
    },
    source: {
      visibilityTimeout: (queueArn) => queues.withArn(queueArn).settings.VisibilityTimeout,
      async receive(queueArn, max, windowSeconds) {
        const queue = queues.withArn(queueArn);
        await queues.whenVisible(queue, 1);
        if (windowSeconds > 0) await queues.whenVisible(queue, max, clock.now() + windowSeconds * 1000);
        const messages = await queues.receive(queue, max, queue.settings.VisibilityTimeout);
        return messages.map((message) => messageOf(message, ['All'], ['All'], context.account));
      },
      remove: (queueArn, receiptHandle) => remove(queues.withArn(queueArn), receiptHandle),
    },
    createQueue(name, attributes = {}) {
      const { arn } = queues.create(name, attributes);
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
  const range = name === 'WaitTimeSeconds' ? `>= ${least} and <= ${most}` : `between ${least} and ${most}`;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be ${range}, if provided.`,
  );
}

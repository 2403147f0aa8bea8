import { AwsError } from '../transport/aws-error.ts';
import type { MessageAttributes } from './message-attributes.ts';
import type { QueueSettings } from './queue-settings.ts';
import type { RedrivePolicy } from './redrive.ts';

/** Instants are epoch milliseconds of the clock. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly sentAt: number;
  /** From when it can be received: after its delay, then after each visibility timeout. */
  readonly visibleAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt: number | undefined;
  /** The ARN of the queue that it was too often received from: this one holds its dead letters. */
  readonly cameFrom?: string | undefined;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly settings: QueueSettings;
  readonly redrive: RedrivePolicy | undefined;
  readonly createdAt: number;
  messages: readonly QueuedMessage[];
  purgedAt: number | undefined;
  /** Wakes the receivers that wait for a message. */
  readonly waiting: Set<() => void>;
}

/** Adds a message and wakes whoever waits for one. */
export function enqueue(
  queue: Queue,
  message: Pick<QueuedMessage, 'id' | 'body' | 'attributes' | 'cameFrom'> & { readonly sentAt?: number },
  now: number,
  delaySeconds = queue.settings.DelaySeconds,
): void {
  queue.messages = [
    ...queue.messages,
    {
      sentAt: now,
      ...message,
      visibleAt: now + delaySeconds * 1000,
      receiveCount: 0,
      firstReceivedAt: undefined,
    },
  ];
  wakeAll(queue);
}

const wakeAll = (queue: Queue): void => {
  for (const wake of [...queue.waiting]) wake();
};

/** Receives up to `max` visible messages, oldest first, and hides them for `visibilitySeconds`. */
export function receive(
  queue: Queue,
  max: number,
  visibilitySeconds: number,
  now: number,
): readonly QueuedMessage[] {
  const received = new Map(
    unexpired(queue, now)
      .filter((message) => message.visibleAt <= now)
      .slice(0, max)
      .map((message) => [
        message.id,
        {
          ...message,
          visibleAt: now + visibilitySeconds * 1000,
          receiveCount: message.receiveCount + 1,
          firstReceivedAt: message.firstReceivedAt ?? now,
        },
      ]),
  );
  queue.messages = unexpired(queue, now).map((message) => received.get(message.id) ?? message);
  return [...received.values()];
}

/** Takes the visible messages out that have been received `most` times. */
export function takeExhausted(queue: Queue, most: number, now: number): readonly QueuedMessage[] {
  const isExhausted = ({ visibleAt, receiveCount }: QueuedMessage) =>
    visibleAt <= now && receiveCount >= most;
  const exhausted = unexpired(queue, now).filter(isExhausted);
  if (exhausted.length > 0) queue.messages = queue.messages.filter((message) => !exhausted.includes(message));
  return exhausted;
}

/** When the next message shows that is hidden now, if there is one. */
export function nextVisibleAt(queue: Queue, now: number): number | undefined {
  const hidden = unexpired(queue, now).filter(({ visibleAt }) => visibleAt > now);
  return hidden.length === 0 ? undefined : Math.min(...hidden.map(({ visibleAt }) => visibleAt));
}

/** Names one receipt of a message: a later one has another. */
export const receiptHandleOf = ({ id, receiveCount }: QueuedMessage): string =>
  Buffer.from(`${id} ${receiveCount}`).toString('base64');

/**
 * Deletes the message that was received with this handle, or with a later one: recordings of standard queues show that
 * an earlier handle deletes too, where AWS's page promises it of the latest only. One that is gone is no error.
 *
 * @throws AwsError `ReceiptHandleIsInvalid`
 */
export function remove(queue: Queue, receiptHandle: string): void {
  const gone = messageIdIn(receiptHandle);
  queue.messages = queue.messages.filter(({ id }) => id !== gone);
}

/**
 * Hides the message that was received with this handle, or with a later one, for `seconds` from now on; for 0 it shows
 * at once. If it shows already, that is answered alike and changes nothing (recordings).
 *
 * @throws AwsError `ReceiptHandleIsInvalid`, `InvalidParameterValue` (it is gone)
 */
export function hide(queue: Queue, receiptHandle: string, seconds: number, now: number): void {
  const id = messageIdIn(receiptHandle);
  const meant = unexpired(queue, now).find((message) => message.id === id);
  if (meant === undefined) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  }
  if (meant.visibleAt <= now) return;
  queue.messages = queue.messages.map((message) =>
    message === meant ? { ...message, visibleAt: now + seconds * 1000 } : message,
  );
  wakeAll(queue);
}

function messageIdIn(receiptHandle: string): string {
  const [, id] = /^([0-9a-f-]{36}) \d+$/.exec(Buffer.from(receiptHandle, 'base64').toString('latin1')) ?? [];
  if (id !== undefined) return id;
  throw new AwsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`,
  );
}

/**
 * Empties the queue.
 *
 * @throws AwsError `AWS.SimpleQueueService.PurgeQueueInProgress` within 60 seconds of the last time, as AWS does
 */
export function purge(queue: Queue, now: number): void {
  if (queue.purgedAt !== undefined && now < queue.purgedAt + 60_000) {
    throw new AwsError(
      'AWS.SimpleQueueService.PurgeQueueInProgress',
      `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
      { status: 403 },
    );
  }
  queue.messages = [];
  queue.purgedAt = now;
}

export interface QueueCounts {
  readonly visible: number;
  /** Received, neither deleted nor visible again. */
  readonly inFlight: number;
  readonly delayed: number;
}

export function countsOf(queue: Queue, now: number): QueueCounts {
  const messages = unexpired(queue, now);
  const hidden = messages.filter((message) => message.visibleAt > now);
  const delayed = hidden.filter((message) => message.receiveCount === 0).length;
  return { visible: messages.length - hidden.length, inFlight: hidden.length - delayed, delayed };
}

/** Messages older than the retention period are gone. */
const unexpired = ({ messages, settings }: Queue, now: number): readonly QueuedMessage[] =>
  messages.filter(({ sentAt }) => now < sentAt + settings.MessageRetentionPeriod * 1000);

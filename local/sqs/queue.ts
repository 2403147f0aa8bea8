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
 * Deletes the message that was received with this handle. An outdated handle succeeds and deletes nothing (AWS:
 * "you must provide the most recently received ReceiptHandle").
 *
 * @throws AwsError `ReceiptHandleIsInvalid`
 */
export function remove(queue: Queue, receiptHandle: string): void {
  checkHandle(receiptHandle);
  queue.messages = queue.messages.filter((message) => receiptHandleOf(message) !== receiptHandle);
}

/**
 * Hides the message that was received with this handle for `seconds` from now on; for 0 it shows at once.
 *
 * @throws AwsError `ReceiptHandleIsInvalid`, `AWS.SimpleQueueService.MessageNotInflight` (it shows already, or is gone)
 */
export function hide(queue: Queue, receiptHandle: string, seconds: number, now: number): void {
  checkHandle(receiptHandle);
  const isMeant = (message: QueuedMessage) =>
    receiptHandleOf(message) === receiptHandle && message.visibleAt > now;
  if (!queue.messages.some(isMeant)) {
    throw new AwsError(
      'AWS.SimpleQueueService.MessageNotInflight',
      `The message referred to by the receipt handle "${receiptHandle}" isn't in flight.`,
    );
  }
  queue.messages = queue.messages.map((message) =>
    isMeant(message) ? { ...message, visibleAt: now + seconds * 1000 } : message,
  );
  wakeAll(queue);
}

function checkHandle(receiptHandle: string): void {
  if (/^[0-9a-f-]{36} \d+$/.test(Buffer.from(receiptHandle, 'base64').toString('latin1'))) return;
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

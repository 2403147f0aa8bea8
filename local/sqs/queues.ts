import { Cancellation } from '../clock/cancellation.ts';
import { sleptFully } from '../clock/clock.ts';
import { deferred } from '../clock/deferred.ts';
import { arnOf, type LocalContext } from '../context.ts';
import { AwsError } from '../transport/aws-error.ts';
import { enqueue, nextVisibleAt, type Queue, type QueuedMessage, receive, takeExhausted } from './queue.ts';
import { settingsFrom } from './queue-settings.ts';
import { redrivePolicyOf } from './redrive.ts';

/** The queues there are. */
export interface Queues {
  names(): readonly string[];
  /** @throws AwsError `AWS.SimpleQueueService.NonExistentQueue`, as all that look for one do */
  named(name: string | undefined): Queue;
  withArn(arn: string): Queue;
  /** Standard queues only. @throws AwsError `InvalidParameterValue`, `QueueAlreadyExists`, or as `settingsFrom` does */
  create(name: string, attributes: Readonly<Record<string, string>>): Queue;
  /**
   * Receives up to `max` messages, at once if there are any, and hides them. What has been received too often goes to
   * the queue's dead-letter queue instead.
   *
   * @param until gives up at this instant; without one it waits until there is a message
   */
  receive(queue: Queue, max: number, visibility: number, until?: number): Promise<readonly QueuedMessage[]>;
  /** Resolves as soon as `enough` messages can be received, or at `until`. */
  whenVisible(queue: Queue, enough: number, until?: number): Promise<void>;
}

export function createQueues(context: LocalContext): Queues {
  const { clock } = context;
  const queues = new Map<string, Queue>();

  const withArn = (arn: string): Queue => {
    const queue = [...queues.values()].find((each) => each.arn === arn);
    if (queue === undefined) throw noSuchQueue();
    return queue;
  };

  const buryExhausted = (queue: Queue): void => {
    if (queue.redrive === undefined) return;
    const now = clock.now();
    const exhausted = takeExhausted(queue, queue.redrive.maxReceiveCount, now);
    if (exhausted.length === 0) return;
    const deadLetters = withArn(queue.redrive.deadLetterTargetArn);
    for (const { id, body, attributes, sentAt } of exhausted) {
      // Its age goes on: retention counts from when it was first sent (SQS guide, "message retention periods").
      enqueue(deadLetters, { id, body, attributes, sentAt, cameFrom: queue.arn }, now, 0);
    }
  };

  /** Resolves after `ms`, or never for none, or as soon as something happens to the queue. */
  const changedWithin = async (queue: Queue, ms: number | undefined): Promise<void> => {
    const stop = new Cancellation();
    const changed = deferred();
    const wake = () => {
      changed.resolve();
      stop.abort();
    };
    queue.waiting.add(wake);
    try {
      await (ms === undefined ? changed.promise : sleptFully(clock, ms, stop));
    } finally {
      queue.waiting.delete(wake);
    }
  };

  const wait = (queue: Queue, until: number | undefined): Promise<void> => {
    const instants = [nextVisibleAt(queue, clock.now()), until].filter((at) => at !== undefined);
    return changedWithin(queue, instants.length === 0 ? undefined : Math.min(...instants) - clock.now());
  };

  return {
    names: () => [...queues.keys()].sort(),
    named(name) {
      const queue = queues.get(name ?? '');
      if (queue === undefined) throw noSuchQueue();
      return queue;
    },
    withArn,
    create(name, { RedrivePolicy, ...attributes }) {
      if (!/^[\w-]{1,80}$/.test(name)) {
        throw new AwsError(
          'InvalidParameterValue',
          `Queue name "${name}" is invalid here: can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length (FIFO queues are not covered).`,
        );
      }
      if (queues.has(name)) {
        throw new AwsError('QueueAlreadyExists', `A queue named ${name} already exists.`);
      }
      const redrive = redrivePolicyOf(RedrivePolicy);
      if (
        redrive !== undefined &&
        ![...queues.values()].some(({ arn }) => arn === redrive.deadLetterTargetArn)
      ) {
        throw new AwsError(
          'InvalidParameterValue',
          `Value ${RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
        );
      }
      const queue: Queue = {
        name,
        arn: arnOf(context, 'sqs', name),
        settings: settingsFrom(attributes),
        redrive,
        createdAt: clock.now(),
        messages: [],
        purgedAt: undefined,
        waiting: new Set(),
      };
      queues.set(name, queue);
      return queue;
    },
    async receive(queue, max, visibility, until) {
      for (;;) {
        const now = clock.now();
        buryExhausted(queue);
        const messages = receive(queue, max, visibility, now);
        if (messages.length > 0 || (until !== undefined && now >= until)) return messages;
        await wait(queue, until);
      }
    },
    async whenVisible(queue, enough, until) {
      for (;;) {
        const now = clock.now();
        const visible = queue.messages.filter((message) => message.visibleAt <= now).length;
        if (visible >= enough || (until !== undefined && now >= until)) return;
        await wait(queue, until);
      }
    },
  };
}

export const noSuchQueue = (): AwsError =>
  new AwsError('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.');

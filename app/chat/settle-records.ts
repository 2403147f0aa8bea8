import type { ChannelQueue } from '../../core/chat/channel.ts';
import type { Log } from '../../core/ports/log.ts';
import { type ChannelId, channelTitles } from '../../core/values/channel-id.ts';
import type { Result } from './tell-thread.ts';
import type { QueueRecord } from './topics.ts';

/** The result for a message of the queue in one of its threads. */
export type Became =
  | Result
  /** Another invocation holds the thread. */
  | { readonly kind: 'busy' }
  /** Not the channel's failure: the table, SageMaker, or our own code. */
  | { readonly kind: 'failed'; readonly error: unknown };

type Unfinished = Exclude<Became, { kind: 'done' }>;

/**
 * A fault that only a person can fix (a token, a right, a bug) is retried for about an hour; an outage of the
 * channel for days.
 */
const mostTries = 15;
const busySeconds = 3;

interface SettlePorts {
  readonly channel: ChannelId;
  readonly queue: ChannelQueue;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Finished messages leave the queue. Messages that have to wait reappear in time. Messages that are refused
 * for good, or fail again and again, go to the dead-letter queue with the reason: that queue has an alarm,
 * while this one would just retry.
 */
export async function settleRecords(
  { channel, queue, log, now }: SettlePorts,
  records: readonly QueueRecord[],
  became: ReadonlyMap<string, readonly Became[]>,
): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  const unfinished: string[] = [];
  for (const record of records) {
    const worst = worstOf(became.get(record.messageId) ?? []);
    if (worst === undefined) continue;
    const about = { message: record.messageId, why: whyOf(worst) };
    try {
      if (isHopeless(worst, record.attributes.ApproximateReceiveCount)) {
        log.error(`${channelTitles[channel]} could not be told, and is not tried again`, about);
        await queue.bury(record.body, about.why);
        continue;
      }
      // Two messages of a rollout at the same time are normal, so no warning.
      log[worst.kind === 'busy' ? 'info' : 'warn'](`${channelTitles[channel]} could not be told yet`, about);
      const isHidden = await queue.hide(record.receiptHandle, waitSeconds(worst, record, now()));
      // Nothing is lost: it only reappears sooner. A simulated clock may run faster than the work.
      if (!isHidden) log.info('the queue shows it again already', about);
    } catch (error) {
      // Then it reappears after the queue's own visibility timeout.
      log.warn('the queue could not be told', { ...about, error: textOf(error) });
    }
    unfinished.push(record.messageId);
  }
  return { batchItemFailures: unfinished.map((itemIdentifier) => ({ itemIdentifier })) };
}

const ranks: Readonly<Record<Unfinished['kind'], number>> = { later: 3, busy: 2, failed: 1, refused: 0 };

/** The result that needs the most patience: nothing is given up while a part of it may still succeed. */
function worstOf(became: readonly Became[]): Unfinished | undefined {
  return became
    .filter((one): one is Unfinished => one.kind !== 'done')
    .sort((a, b) => ranks[b.kind] - ranks[a.kind])[0];
}

function isHopeless(one: Unfinished, tries: number): boolean {
  switch (one.kind) {
    case 'later':
    case 'busy':
      return false;
    case 'failed':
      return tries >= mostTries;
    case 'refused':
      // The token may be about to be replaced.
      return one.fault !== 'credentials' || tries >= mostTries;
    default:
      return one satisfies never;
  }
}

/**
 * When to try again: at the time that the channel gives, and later with each try, up to five minutes. Half a
 * minute three times, 30, 60, 120, 240 and then 300 s: an hour takes some 17 tries, and the queue's 1,000
 * last for three days.
 */
function waitSeconds(one: Unfinished, { attributes }: QueueRecord, now: number): number {
  const tries = attributes.ApproximateReceiveCount;
  const patience = tries < 4 ? 0 : Math.min(300, 15 * 2 ** (tries - 3));
  switch (one.kind) {
    case 'later':
      return Math.max(1, patience, (one.at - now) / 1000);
    case 'busy':
      return Math.max(busySeconds, Math.min(patience, 30));
    case 'failed':
    case 'refused':
      return Math.max(30, patience);
    default:
      return one satisfies never;
  }
}

function whyOf(one: Unfinished): string {
  switch (one.kind) {
    case 'later':
    case 'refused':
      return one.why;
    case 'busy':
      return 'another one tells in that thread';
    case 'failed':
      return textOf(one.error);
    default:
      return one satisfies never;
  }
}

const textOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

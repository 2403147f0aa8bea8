import type { ChannelQueue } from '../../core/chat/channel.ts';
import type { Log } from '../../core/ports/log.ts';
import { type ChannelId, channelTitles } from '../../core/values/channel-id.ts';
import type { Result } from './tell-thread.ts';
import type { QueueRecord } from './topics.ts';

/** What became of a message of the queue, in one of its threads. */
export type Became =
  | Result
  /** Another invocation has the thread. */
  | { readonly kind: 'busy' }
  /** Not by the channel: the table, SageMaker, ourselves. */
  | { readonly kind: 'failed'; readonly error: unknown };

type Unfinished = Exclude<Became, { kind: 'done' }>;

/** What only somebody can mend (a token, a right, a bug) is tried about an hour long; an outage of the channel's, for days. */
const mostTries = 15;
const busySeconds = 3;

interface SettlePorts {
  readonly channel: ChannelId;
  readonly queue: ChannelQueue;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * What is done with is taken off the queue. What has to wait shows again in time; what is refused for good, or goes
 * wrong again and again, goes to the dead letters, with why: there an alarm is, while the queue would only go on.
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
      // That two messages of a rollout come at once is nothing to warn of.
      log[worst.kind === 'busy' ? 'info' : 'warn'](`${channelTitles[channel]} could not be told yet`, about);
      const isHidden = await queue.hide(record.receiptHandle, waitSeconds(worst, record, now()));
      // Nothing is lost: it comes again, only sooner. Where time is simulated, it may run faster than the work.
      if (!isHidden) log.info('the queue shows it again already', about);
    } catch (error) {
      // Then it shows again when the queue's own time is up.
      log.warn('the queue could not be told', { ...about, error: textOf(error) });
    }
    unfinished.push(record.messageId);
  }
  return { batchItemFailures: unfinished.map((itemIdentifier) => ({ itemIdentifier })) };
}

const ranks: Readonly<Record<Unfinished['kind'], number>> = { later: 3, busy: 2, failed: 1, refused: 0 };

/** The one that asks for most patience: nothing is given up while a part of it may yet be done. */
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
      // A token may be about to be replaced.
      return one.fault !== 'credentials' || tries >= mostTries;
    default:
      return one satisfies never;
  }
}

/**
 * When it is tried again: when the channel says, and the later the more often it was tried, up to five minutes. Half a minute
 * three times, 30, 60, 120, 240 and then 300 s: an hour takes some 17 tries, and the queue's 1,000 last for three days.
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

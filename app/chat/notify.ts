import type { ChannelMessages, ChannelQueue, Connection, Later } from '../../core/chat/channel.ts';
import type { SnapshotReaders } from '../../core/chat/snapshot-readers.ts';
import { ClaimLost, type ThreadLedger } from '../../core/chat/threads.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import type { Leases } from '../../core/lease/lease.ts';
import type { Keyring } from '../../core/links/keyring.ts';
import type { EndpointWaits, RolloutRecords } from '../../core/ports/ledger.ts';
import type { Log } from '../../core/ports/log.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { type ChannelId, channelTitles } from '../../core/values/channel-id.ts';
import { renderMessage } from './render-message.ts';
import { type Became, settleRecords } from './settle-records.ts';
import { type Results, type Topic, tellByPosts, tellInThread } from './tell-thread.ts';
import { type GatheredTopic, gather, type QueueRecord } from './topics.ts';

export interface NotifyPorts<Message> {
  readonly channel: ChannelId;
  readonly messages: ChannelMessages<Message>;
  /** The channel with its current settings, for one batch. */
  readonly connect: () => Promise<Connection<Message>>;
  readonly ledger: RolloutRecords & GateLedger & Pick<EndpointWaits, 'waiting'>;
  readonly leases: Leases;
  readonly threads: ThreadLedger;
  readonly queue: ChannelQueue;
  readonly readers: SnapshotReaders;
  /** The keys for signing buttons; undefined if nobody could take their presses. */
  readonly keyring: (() => Promise<Keyring>) | undefined;
  readonly log: Log;
}

/** Longer than the function may run. So a killed function's claim on a thread ends soon after. */
const claimMs = 90_000;
/**
 * Work that has not begun by then is left for the next run, so that a slow channel does not get the function
 * killed.
 */
const workMs = 30_000;

/**
 * Shows a batch of the queue in a channel: notices, and events about rollouts. Returns the messages that must
 * be delivered again.
 *
 * @param now epoch milliseconds
 */
export function chatNotifier<Message>(ports: NotifyPorts<Message>, now: () => number) {
  const { channel, ledger, leases, threads, messages, queue, log } = ports;

  const tell = async (
    topic: GatheredTopic,
    first: QueueRecord,
    connection: Exclude<Connection<Message>, { kind: 'none' }>,
  ): Promise<Results | 'busy'> => {
    const { thread, endpoint } = topic;
    if (topic.onlyIfShown && (await threads.message(thread))?.id === undefined) return new Map();
    const turn = first.attributes.ApproximateReceiveCount;
    const held = await threads.claim(thread, {
      by: first.messageId,
      turn,
      now: now(),
      until: now() + claimMs,
    });
    if (held === undefined) return 'busy';
    try {
      const record = await ledger.rollout(endpoint, thread);
      const common = { threads, messages, now };
      switch (connection.kind) {
        case 'posts':
          return await tellByPosts({ ...common, connection }, topic, record);
        case 'threads': {
          const messageOf = (of: RolloutRecord) => renderMessage(ports, of);
          return await tellInThread({ ...common, connection, messageOf }, held, topic, record);
        }
        default:
          return connection satisfies never;
      }
    } finally {
      await threads.release(held);
    }
  };

  return async (records: readonly QueueRecord[]) => {
    const connection = await ports.connect();
    // The initial settings: nobody is told.
    if (connection.kind === 'none') return { batchItemFailures: [] };
    const { topics, failed } = await gather({ channel, leases, ledger, log }, records);
    const became = new Map<string, Became[]>(
      [...failed].map(([of, error]) => [of, [{ kind: 'failed', error }]]),
    );
    const add = (of: string, one: Became): void => {
      became.set(of, [...(became.get(of) ?? []), one]);
    };
    let later: Later | undefined;
    const startedAt = now();
    for (const topic of topics.filter(({ notices }) => connection.kind === 'threads' || notices.length > 0)) {
      const messages = messagesOf(topic);
      const first = records.find(({ messageId }) => messageId === messages[0]);
      if (first === undefined) continue;
      if (now() - startedAt > workMs) {
        const why = `${channelTitles[channel]} was slow: next time`;
        later ??= { kind: 'later', at: now(), why, perhapsDone: false };
      }
      if (later !== undefined) {
        for (const of of messages) add(of, later);
        continue;
      }
      try {
        const results = await tell(topic, first, connection);
        for (const of of messages) {
          const result = results === 'busy' ? { kind: 'busy' as const } : results.get(of);
          if (result !== undefined) add(of, result);
          if (result?.kind === 'later') later = result;
        }
      } catch (error) {
        // This claim expired, and another invocation holds the thread now. Treat it as if it had been there
        // first.
        const one: Became = error instanceof ClaimLost ? { kind: 'busy' } : { kind: 'failed', error };
        for (const of of messages) add(of, one);
      }
    }
    return settleRecords({ channel, queue, log, now }, records, became);
  };
}

/** The queue's messages that a topic comes from. */
const messagesOf = ({ notices, looks }: Topic): string[] => [...notices.map(({ of }) => of), ...looks];

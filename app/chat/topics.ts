import * as z from 'zod';
import { type ParsedMessage, parseMessage } from '../../core/chat/parsed-message.ts';
import type { Leases } from '../../core/lease/lease.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { Log } from '../../core/ports/log.ts';
import { type ChannelId, channelTitles } from '../../core/values/channel-id.ts';
import type { Topic } from './tell-thread.ts';

/** Lambda's event for a queue (Lambda guide, "Using Lambda with Amazon SQS"). */
export const queueEventSchema = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z.object({
        ApproximateReceiveCount: z.coerce.number(),
        /** Epoch milliseconds. */
        SentTimestamp: z.coerce.number(),
      }),
    }),
  ),
});
export type QueueRecord = z.infer<typeof queueEventSchema>['Records'][number];

/** A topic. With `onlyIfShown`, nothing is posted that was not shown before. */
export type GatheredTopic = Topic & { readonly onlyIfShown: boolean };

interface Gathering {
  readonly topics: GatheredTopic[];
  /** Messages whose subject could not be determined. */
  readonly failed: Map<string, unknown>;
}

/**
 * Groups a batch by thread, so that many events of one rollout lead to one look at it. If an event names only
 * the endpoint, the rollout that holds it is meant.
 */
export async function gather(
  ports: {
    readonly leases: Pick<Leases, 'read'>;
    readonly ledger: Pick<Ledger, 'rollouts'>;
    readonly channel: ChannelId;
    readonly log: Log;
  },
  records: readonly QueueRecord[],
): Promise<Gathering> {
  const topics = new Map<string, Mutable>();
  const failed = new Map<string, unknown>();
  const holders = new Map<string, Promise<string | undefined>>();
  const topicOf = (thread: string, endpoint: string): Mutable => {
    const topic = topics.get(thread) ?? { thread, endpoint, notices: [], looks: [], onlyIfShown: true };
    topics.set(thread, topic);
    return topic;
  };
  const holderOf = (endpoint: string): Promise<string | undefined> => {
    const reading =
      holders.get(endpoint) ?? ports.leases.read(endpoint).then(({ holder }) => holder?.claim.rollout);
    holders.set(endpoint, reading);
    return reading;
  };

  const take = async (record: QueueRecord, word: ParsedMessage): Promise<void> => {
    switch (word.kind) {
      case 'notice': {
        const { notice, at = record.attributes.SentTimestamp } = word;
        const topic = topicOf(word.rollout, notice.endpoint);
        topic.notices.push({ of: record.messageId, notice, at });
        topic.onlyIfShown = false;
        return;
      }
      case 'change': {
        const { endpoint, settles } = word;
        const rollout = word.rollout ?? (await holderOf(endpoint));
        if (rollout !== undefined) {
          const topic = topicOf(rollout, endpoint);
          topic.looks.push(record.messageId);
          topic.onlyIfShown = false;
        }
        // The previous release may no longer be live, and its message offers to roll it back.
        const former = settles ? await formerOf(ports.ledger, endpoint, rollout) : [];
        for (const name of former) topicOf(name, endpoint).looks.push(record.messageId);
        return;
      }
      case 'nothing':
        return;
      case 'unknown':
        ports.log.warn(`a message that is none for ${channelTitles[ports.channel]}`, {
          message: record.messageId,
          why: word.why,
        });
        return;
      default:
        word satisfies never;
    }
  };

  for (const record of records.toSorted(bySent)) {
    try {
      await take(record, parseMessage(record.body));
    } catch (error) {
      failed.set(record.messageId, error);
    }
  }
  return { topics: [...topics.values()], failed };
}

interface Mutable extends GatheredTopic {
  readonly notices: Topic['notices'][number][];
  readonly looks: string[];
  onlyIfShown: boolean;
}

const bySent = (a: QueueRecord, b: QueueRecord): number =>
  a.attributes.SentTimestamp - b.attributes.SentTimestamp;

/**
 * The rollout that was deployed last before this one, and one that failed since: either may have served until
 * now.
 */
async function formerOf(
  ledger: Pick<Ledger, 'rollouts'>,
  endpoint: string,
  rollout: string | undefined,
): Promise<string[]> {
  const others = (await ledger.rollouts(endpoint)).filter(({ name }) => name !== rollout);
  const deployed = others.findLastIndex(({ outcome }) => outcome === 'DEPLOYED');
  const failed = others.findLastIndex(({ outcome }) => outcome === 'FAILED');
  return [deployed, ...(failed > deployed ? [failed] : [])].flatMap((index) => others[index]?.name ?? []);
}

import type { GateLedger } from '../../core/gates/ports.ts';
import type { Leases } from '../../core/lease/lease.ts';
import type { Keyring } from '../../core/links/keyring.ts';
import type { RolloutRecords } from '../../core/ports/ledger.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Later, SlackClient, SlackQueue } from '../../core/slack/api.ts';
import { ClaimLost, type SlackLedger } from '../../core/slack/ports.ts';
import type { SlackSettings } from '../../core/slack/settings.ts';
import type { SnapshotReaders } from '../../core/slack/snapshot-readers.ts';
import { type ActiveSettings, type SlackCalls, slackCalls } from './calls.ts';
import { renderMessage } from './render-message.ts';
import { type Became, settleRecords } from './settle-records.ts';
import { type Results, type Topic, tellByBot, tellByWebhook } from './tell-thread.ts';
import { type GatheredTopic, gather, type QueueRecord } from './topics.ts';

export interface NotifySlackPorts {
  readonly ledger: RolloutRecords & GateLedger;
  readonly leases: Leases;
  readonly slack: SlackLedger;
  readonly client: SlackClient;
  readonly queue: SlackQueue;
  readonly readers: SnapshotReaders;
  /** What buttons are signed with. */
  readonly keyring: () => Promise<Keyring>;
  /** What the Slack secret says; `fresh` reads it anew. */
  readonly settingsNow: (fresh: boolean) => Promise<SlackSettings>;
  readonly log: Log;
}

/** Longer than the function may run: who has claimed a thread and was killed keeps it no longer than that. */
const claimMs = 90_000;
/** What is not begun by then is left for the next time: a slow Slack must not get the function killed. */
const workMs = 30_000;

/**
 * Tells Slack what a batch of the queue brings: notices, and events about rollouts. Answers which messages are to come
 * again.
 *
 * @param now epoch milliseconds
 */
export function slackNotifier(ports: NotifySlackPorts, now: () => number) {
  const { ledger, leases, slack, client, queue, readers, keyring, settingsNow, log } = ports;

  const tell = async (
    topic: GatheredTopic,
    first: QueueRecord,
    settings: ActiveSettings,
    calls: SlackCalls,
  ): Promise<Results | 'busy'> => {
    const { thread, endpoint } = topic;
    if (topic.onlyIfShown && (await slack.message(thread))?.ts === undefined) return new Map();
    const turn = first.attributes.ApproximateReceiveCount;
    const held = await slack.claim(thread, { by: first.messageId, turn, now: now(), until: now() + claimMs });
    if (held === undefined) return 'busy';
    try {
      const record = await ledger.rollout(endpoint, thread);
      const ports = { slack, now };
      if (settings.kind === 'webhook')
        return await tellByWebhook({ ...ports, post: calls.post }, topic, record);
      const { api } = calls;
      const look = (of: Parameters<typeof renderMessage>[1]) =>
        renderMessage({ ledger, readers, keyring }, of);
      return await tellByBot({ ...ports, api, messageOf: look }, held, topic, record, settings.channel);
    } finally {
      await slack.release(held);
    }
  };

  return async (records: readonly QueueRecord[]) => {
    const settings = await settingsNow(false);
    // As deployed: nobody is to be told by Slack.
    if (settings.kind === 'none') return { batchItemFailures: [] };
    const { topics, failed } = await gather({ leases, ledger, log }, records);
    const became = new Map<string, Became[]>(
      [...failed].map(([of, error]) => [of, [{ kind: 'failed', error }]]),
    );
    const add = (of: string, one: Became): void => {
      became.set(of, [...(became.get(of) ?? []), one]);
    };
    const calls = slackCalls(client, settings, () => settingsNow(true));
    let later: Later | undefined;
    const startedAt = now();
    for (const topic of topics.filter(({ notices }) => settings.kind === 'bot' || notices.length > 0)) {
      const messages = messagesOf(topic);
      const first = records.find(({ messageId }) => messageId === messages[0]);
      if (first === undefined) continue;
      if (now() - startedAt > workMs)
        later ??= { kind: 'later', at: now(), why: 'Slack was slow: next time', perhapsDone: false };
      if (later !== undefined) {
        for (const of of messages) add(of, later);
        continue;
      }
      try {
        const results = await tell(topic, first, settings, calls);
        for (const of of messages) {
          const result = results === 'busy' ? { kind: 'busy' as const } : results.get(of);
          if (result !== undefined) add(of, result);
          if (result?.kind === 'later') later = result;
        }
      } catch (error) {
        // Its time was up, and another one has the thread now, as if it had been there first.
        const one: Became = error instanceof ClaimLost ? { kind: 'busy' } : { kind: 'failed', error };
        for (const of of messages) add(of, one);
      }
    }
    return settleRecords({ queue, log, now }, records, became);
  };
}

/** Those of the queue's messages that a topic is for. */
const messagesOf = ({ notices, looks }: Topic): string[] => [...notices.map(({ of }) => of), ...looks];

import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { newestValues, readAlarms } from '../adapters/cloudwatch/readings.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { dynamoLeases } from '../adapters/ledger/lease-store.ts';
import { dynamoSlack } from '../adapters/ledger/slack.ts';
import { readDeployment } from '../adapters/sagemaker/deployment.ts';
import { secrets } from '../adapters/secrets.ts';
import type { Later } from '../adapters/slack/exchange.ts';
import { slackQueue } from '../adapters/slack/queue.ts';
import { keyringOf } from '../core/links/keyring.ts';
import { ClaimLost } from '../core/slack/ports.ts';
import { settingsIn } from '../core/slack/settings.ts';
import { onAws, type Seam } from './shared/seam.ts';
import { type SlackCalls, slackCalls, type Told } from './shared/slack-call.ts';
import { messageOf } from './shared/slack-look.ts';
import { type Became, settleRecords } from './shared/slack-settle.ts';
import { type Results, type Topic, tellByBot, tellByWebhook } from './shared/slack-thread.ts';
import { type GatheredTopic, gather, type QueueRecord, queueEventSchema } from './shared/slack-topics.ts';

const envSchema = z.object({
  TABLE_NAME: z.string(),
  /** ARNs of Secrets Manager. */
  SLACK_SECRET: z.string(),
  LINK_SECRET: z.string(),
  SLACK_QUEUE_URL: z.string(),
  SLACK_DEAD_LETTERS_URL: z.string(),
});

/** Longer than the function may run: who has claimed a thread and was killed keeps it no longer than that. */
const claimMs = 90_000;
/** What is not begun by then is left for the next time: a slow Slack must not get the function killed. */
const workMs = 30_000;

/**
 * Tells Slack: what the notices topic and the events about rollouts bring comes through a queue, so that no rollout
 * waits for Slack, and nothing is lost while Slack is away.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const now = () => seam.clock.now();
  const dynamo = seam.clients(DynamoDBClient);
  const ledger = dynamoLedger(dynamo, env.TABLE_NAME);
  const leases = dynamoLeases(dynamo, env.TABLE_NAME);
  const slack = dynamoSlack(dynamo, env.TABLE_NAME);
  const sageMaker = seam.clients(SageMakerClient);
  const cloudWatch = seam.clients(CloudWatchClient);
  const secret = secrets({
    secretsManager: seam.clients(SecretsManagerClient),
    ssm: seam.clients(SSMClient),
    now,
  });
  const queue = slackQueue(seam.clients(SQSClient), env.SLACK_QUEUE_URL, env.SLACK_DEAD_LETTERS_URL);
  const sights = {
    endpoint: (name: string) => readDeployment(sageMaker, name),
    alarms: (names: readonly string[]) =>
      readAlarms(cloudWatch, names, (alarms) => newestValues(cloudWatch, alarms, now())),
  };
  const keyring = async () => keyringOf(await secret.accepted(env.LINK_SECRET));
  const read = async (fresh = false) => settingsIn(await secret.read(env.SLACK_SECRET, { fresh }));

  const tell = async (
    topic: GatheredTopic,
    first: QueueRecord,
    settings: Told,
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
      const look = (of: Parameters<typeof messageOf>[1]) => messageOf({ ledger, sights, keyring }, of);
      return await tellByBot({ ...ports, api, messageOf: look }, held, topic, record, settings.channel);
    } finally {
      await slack.release(held);
    }
  };

  return async (event: unknown) => {
    const records = queueEventSchema.parse(event).Records;
    const settings = await read();
    // As deployed: nobody is to be told by Slack.
    if (settings.kind === 'none') return { batchItemFailures: [] };
    const { topics, failed } = await gather({ leases, ledger, log: seam.log }, records);
    const became = new Map<string, Became[]>(
      [...failed].map(([of, error]) => [of, [{ kind: 'failed', error }]]),
    );
    const add = (of: string, one: Became): void => {
      became.set(of, [...(became.get(of) ?? []), one]);
    };
    const calls = slackCalls(seam, settings, () => read(true));
    let later: Later | undefined;
    const startedAt = now();
    for (const topic of topics.filter(({ notices }) => settings.kind === 'bot' || notices.length > 0)) {
      const askers = askersOf(topic);
      const first = records.find(({ messageId }) => messageId === askers[0]);
      if (first === undefined) continue;
      if (now() - startedAt > workMs)
        later ??= { kind: 'later', at: now(), why: 'Slack was slow: next time', perhapsDone: false };
      if (later !== undefined) {
        for (const of of askers) add(of, later);
        continue;
      }
      try {
        const results = await tell(topic, first, settings, calls);
        for (const of of askers) {
          const result = results === 'busy' ? { kind: 'busy' as const } : results.get(of);
          if (result !== undefined) add(of, result);
          if (result?.kind === 'later') later = result;
        }
      } catch (error) {
        // Its time was up, and another one has the thread now, as if it had been there first.
        const one: Became = error instanceof ClaimLost ? { kind: 'busy' } : { kind: 'failed', error };
        for (const of of askers) add(of, one);
      }
    }
    return settleRecords({ queue, log: seam.log, now }, records, became);
  };
}

/** Those of the queue's messages that a topic is for. */
const askersOf = ({ notices, looks }: Topic): string[] => [...notices.map(({ of }) => of), ...looks];

export const handler = onAws(make);

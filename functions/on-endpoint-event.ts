import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { cloudWatchAlarms } from '../adapters/cloudwatch/alarms.ts';
import { eventBridgeAnnouncements } from '../adapters/event-bridge.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { dynamoLeases } from '../adapters/ledger/lease-store.ts';
import { sageMakerEndpoints } from '../adapters/sagemaker/endpoints.ts';
import { snsNotices } from '../adapters/sns.ts';
import { taskWaits } from '../adapters/step-functions.ts';
import { beliefIn, type Drift, detectDrift } from '../core/drift/drift.ts';
import { driftNotice } from '../core/notices/drift.ts';
import { metricsOf } from './shared/metrics.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';
import { settle } from './shared/settle.ts';
import { tell } from './shared/tell.ts';

const envSchema = z.object({ TABLE_NAME: z.string(), TOPIC_ARN: z.string(), STAGE: z.string() });

/** SageMaker's endpoint events: only the name is believed; what has become of the endpoint is looked up. */
const eventSchema = z.object({ detail: z.object({ EndpointName: z.string() }) });

/**
 * An endpoint came to rest, says an event that may be late, repeated or of somebody else's doing. For an endpoint
 * that a rollout waits for, one DescribeEndpoint confirms it; for one that we released to before, whatever we did
 * not do is told.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const dynamo = seam.clients(DynamoDBClient);
  const ledger = dynamoLedger(dynamo, env.TABLE_NAME);
  const leases = dynamoLeases(dynamo, env.TABLE_NAME);
  const endpoints = sageMakerEndpoints(seam.clients(SageMakerClient));
  const alarms = cloudWatchAlarms(seam.clients(CloudWatchClient));
  const waits = taskWaits(seam.clients(SFNClient));
  const notices = snsNotices(seam.clients(SNSClient), env.TOPIC_ARN);
  const announcements = eventBridgeAnnouncements(seam.clients(EventBridgeClient));
  const metrics = metricsOf(seam, env.STAGE);

  /** The endpoint is read first: our own rollout's doing must not be newer than what is believed of it. */
  const driftOf = async (called: string): Promise<Drift | undefined> => {
    const believed = await ledger.belief(called);
    if (believed === undefined) return undefined;
    const { endpoint } = believed;
    const seen = await endpoints.view(endpoint);
    const { holder } = await leases.read(endpoint);
    const shifting = holder !== undefined && holder.phase !== 'before';
    const drift = detectDrift(await ledger.belief(endpoint), seen, shifting);
    if (drift === undefined) return undefined;
    const at = isoNow(seam);
    const { what, from, to } = drift;
    const subject = `endpoint#${endpoint.toLowerCase()}`;
    const telling = { subject, occurrence: `drift#${drift.id}`, at, detail: { what, from, to } };
    if (await ledger.claim(telling)) {
      const change = { schemaVersion: '1', phase: 'drift', at, endpoint, what, from, to } as const;
      await tell({ notices, announcements }, change, driftNotice(drift));
      await ledger.markTelling(telling);
      metrics.count('Drift', { What: what }, { endpoint });
    }
    await ledger.believe(beliefIn(endpoint, seen, seam.clock.now()));
    return drift;
  };

  return async (event: unknown) => {
    const { EndpointName } = eventSchema.parse(event).detail;
    const waiting = await ledger.waiting(EndpointName);
    // By the name that our own calls used: events are only taken for a hint.
    const endpoint = waiting[0]?.endpoint ?? EndpointName;
    const settled = await settle({ endpoints, alarms, ledger, waits }, endpoint, waiting);
    const drift = waiting.length === 0 ? await driftOf(EndpointName) : undefined;
    return { settled, ...(drift && { drift: drift.what }) };
  };
}

export const handler = onAws(make);

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
import type { Drift } from '../core/drift/drift.ts';
import { expectedAfterShift } from '../core/drift/expected.ts';
import type { Holder } from '../core/lease/lease.ts';
import { isStillLive } from '../core/verdict/confirm.ts';
import { metricsOf } from './shared/metrics.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';
import { settle } from './shared/settle.ts';
import { tellDrift } from './shared/tell-drift.ts';
import { wakeGates } from './shared/wake-gates.ts';

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
  const ports = {
    ledger,
    notices: snsNotices(seam.clients(SNSClient), env.TOPIC_ARN),
    announcements: eventBridgeAnnouncements(seam.clients(EventBridgeClient)),
    metrics: metricsOf(seam, env.STAGE),
  };

  /**
   * What was done to an endpoint of ours, though no rollout waits for it. The endpoint is read first: our own rollout's
   * doing must not be newer than what is believed of it. A rollout at a gate after its shift ends by what was done to
   * its release: whoever waits there looks, and tells the outcome.
   */
  const othersDoing = async (called: string): Promise<Drift | undefined> => {
    const [believed, lease] = await Promise.all([ledger.belief(called), leases.read(called)]);
    if (believed === undefined && lease.holder?.phase !== 'after') return undefined;
    const endpoint = believed?.endpoint ?? lease.holder?.claim.endpoint ?? called;
    const seen = await endpoints.view(endpoint);
    const { holder } = await leases.read(endpoint);
    const expected = await expectedNow(endpoint, holder);
    if (expected === 'ours to change') return undefined;
    const drift = await tellDrift(ports, endpoint, expected.believed, seen, isoNow(seam));
    const { live } = expected;
    if (live !== undefined && !isStillLive(live, seen))
      await wakeGates({ ledger, waits }, endpoint, live.rollout);
    return drift;
  };

  /** What it should serve, and the release that is live while its rollout is at gates. */
  const expectedNow = async (endpoint: string, holder: Holder | undefined) => {
    const believed = await ledger.belief(endpoint);
    if (holder === undefined) return { believed };
    switch (holder.phase) {
      case 'before':
        return { believed };
      case 'shifting':
      case 'caretaking':
        return 'ours to change';
      case 'after': {
        const record = await ledger.rollout(endpoint, holder.claim.rollout);
        if (record?.plan === undefined || record.phases['going-back'] !== undefined) return 'ours to change';
        const { config, previousConfig } = record.plan;
        const live = { rollout: record.name, config, previousConfig };
        return { believed: expectedAfterShift(believed, record, config), live };
      }
      default:
        return holder.phase satisfies never;
    }
  };

  return async (event: unknown) => {
    const { EndpointName } = eventSchema.parse(event).detail;
    const waiting = await ledger.waiting(EndpointName);
    // By the name that our own calls used: events are only taken for a hint.
    const endpoint = waiting[0]?.endpoint ?? EndpointName;
    const settled = await settle({ endpoints, alarms, ledger, waits }, endpoint, waiting);
    const drift = waiting.length === 0 ? await othersDoing(EndpointName) : undefined;
    return { settled, ...(drift && { drift: drift.what }) };
  };
}

export const handler = onAws(make);

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { eventBridgeAnnouncements } from '../adapters/event-bridge.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { snsNotices } from '../adapters/sns.ts';
import { outcomeNotice } from '../core/notices/messages.ts';
import { rolloutName, rolloutSchema } from '../core/release.ts';
import { concludeEnding, endingSchema } from '../core/verdict/conclude.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';

const envSchema = z.object({ TABLE_NAME: z.string(), TOPIC_ARN: z.string() });
const eventSchema = z.object({ rollout: rolloutSchema, ending: endingSchema });

/**
 * Gives the rollout its one outcome: written first, then told, then marked as told. A repeated try finds the
 * outcome in the ledger and only catches up on the telling.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const ledger = dynamoLedger(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const notices = snsNotices(seam.clients(SNSClient), env.TOPIC_ARN);
  const announcements = eventBridgeAnnouncements(seam.clients(EventBridgeClient));

  return async (event: unknown) => {
    const { rollout, ending } = eventSchema.parse(event);
    const at = isoNow(seam);
    const { conclusion, told } = await ledger.conclude(rollout, concludeEnding(ending), at);
    const { release, attempt } = rollout;
    const result = {
      rollout: rolloutName(rollout),
      release: release.id,
      endpoint: release.endpoint,
      attempt,
      ...conclusion,
    };
    if (!told) {
      await notices.publish(outcomeNotice(rollout, conclusion));
      await announcements.announce({ ...result, phase: 'concluded', version: release.version, at });
      await ledger.markTold(rollout, at);
    }
    seam.log.info('rollout concluded', { rollout: result.rollout, outcome: conclusion.outcome });
    return result;
  };
}

export const handler = onAws(make);

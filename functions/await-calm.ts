import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { cloudWatchAlarms } from '../adapters/cloudwatch/alarms.ts';
import { eventBridgeAnnouncements } from '../adapters/event-bridge.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { sageMakerEndpoints } from '../adapters/sagemaker/endpoints.ts';
import { taskWaits } from '../adapters/step-functions.ts';
import { rolloutName, rolloutSchema } from '../core/release.ts';
import { enterPhase } from './shared/progress.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';
import { settle } from './shared/settle.ts';

const envSchema = z.object({ TABLE_NAME: z.string() });
const eventSchema = z.object({ rollout: rolloutSchema, token: z.string() });

const phase = 'waiting-for-endpoint';

/**
 * Something else is changing the endpoint (autoscaling, maintenance, a person): the token is stored, then one look
 * catches what has ended in between. A stop that came before the token was stored is found here.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const ledger = dynamoLedger(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const announcements = eventBridgeAnnouncements(seam.clients(EventBridgeClient));
  const ports = {
    ledger,
    endpoints: sageMakerEndpoints(seam.clients(SageMakerClient)),
    alarms: cloudWatchAlarms(seam.clients(CloudWatchClient)),
    waits: taskWaits(seam.clients(SFNClient)),
  };

  return async (event: unknown) => {
    const { rollout, token } = eventSchema.parse(event);
    const { endpoint } = rollout.release;
    const wait = await ledger.armCalm(rollout, token);
    const stop = (await ledger.rollout(endpoint, rolloutName(rollout)))?.stop;
    if (stop !== undefined) {
      await ports.waits.complete<'calm'>(token, { ending: { kind: 'stopped', stop } });
      await ledger.disarm(wait);
      return { settled: true };
    }
    const settled = (await settle(ports, endpoint, [wait])).length > 0;
    // One that is at rest by now, or that only has to be settled anew, is not waited for.
    if (!settled) await enterPhase({ ledger, announcements }, rollout, phase, isoNow(seam), 'gates-before');
    return { settled };
  };
}

export const handler = onAws(make);

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { sageMakerEndpoints } from '../adapters/sagemaker/endpoints.ts';
import { taskWaits } from '../adapters/step-functions.ts';
import { rolloutName, rolloutSchema } from '../core/release.ts';
import { isStillLive } from '../core/verdict/confirm.ts';
import { onAws, type Seam } from './shared/seam.ts';

const envSchema = z.object({ TABLE_NAME: z.string() });
const eventSchema = z.object({
  rollout: rolloutSchema,
  stage: z.enum(['before', 'after']),
  token: z.string(),
  /** Epoch ms: when the gates were looked at. */
  lookedAt: z.number(),
});

/**
 * Stores the token of a rollout that waits at a gate. What has happened between the look and now (a decision, a
 * callback, an alarm, a stop; after the shift, somebody else's update) found nobody to wake, so it is asked for once
 * more.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const ledger = dynamoLedger(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const waits = taskWaits(seam.clients(SFNClient));
  const endpoints = sageMakerEndpoints(seam.clients(SageMakerClient));

  return async (event: unknown) => {
    const { rollout, stage, token, lookedAt } = eventSchema.parse(event);
    const name = rolloutName(rollout);
    const { endpoint } = rollout.release;
    await ledger.armGate(endpoint, name, token);
    const [record, kept, missed, heard, view] = await Promise.all([
      ledger.rollout(endpoint, name),
      ledger.gates(endpoint, name, stage),
      // A question of the shift may still be open when it is over.
      stage === 'after' ? ledger.gates(endpoint, name, 'during') : [],
      ledger.heardAlarms(endpoint),
      stage === 'after' ? endpoints.view(endpoint) : undefined,
    ]);
    const answered = [...kept, ...missed].some(
      ({ item }) => item.status === 'pending' && (item.decision ?? item.answer) !== undefined,
    );
    const rung = Object.values(heard).some(({ heardAt }) => heardAt >= lookedAt);
    const gone = stage === 'after' && record?.plan !== undefined && !isStillLive(record.plan, view);
    const again = record?.stop !== undefined || answered || rung || gone;
    if (again) {
      await waits.complete<'gate'>(token, {});
      await ledger.disarmGate({ endpoint, name, token });
    }
    return { waiting: !again };
  };
}

export const handler = onAws(make);

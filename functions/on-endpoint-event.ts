import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { cloudWatchAlarms } from '../adapters/cloudwatch.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { sageMakerEndpoints } from '../adapters/sagemaker.ts';
import { taskWaits } from '../adapters/step-functions.ts';
import { onAws, type Seam } from './shared/seam.ts';
import { settle } from './shared/settle.ts';

const envSchema = z.object({ TABLE_NAME: z.string() });

/** SageMaker's endpoint events: only the name is believed; what has become of the endpoint is looked up. */
const eventSchema = z.object({ detail: z.object({ EndpointName: z.string() }) });

/**
 * An endpoint came to rest, says an event that may be late, repeated or of somebody else's doing. One
 * DescribeEndpoint confirms it, and only for endpoints that a rollout waits for.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const ledger = dynamoLedger(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const ports = {
    ledger,
    endpoints: sageMakerEndpoints(seam.clients(SageMakerClient)),
    alarms: cloudWatchAlarms(seam.clients(CloudWatchClient)),
    waits: taskWaits(seam.clients(SFNClient)),
  };

  return async (event: unknown) => {
    const { EndpointName } = eventSchema.parse(event).detail;
    const verdicts = await settle(ports, EndpointName, await ledger.waiting(EndpointName));
    return { settled: verdicts.map((verdict) => verdict.kind) };
  };
}

export const handler = onAws(make);

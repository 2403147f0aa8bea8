import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import * as z from 'zod';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { sageMakerEndpoints } from '../adapters/sagemaker.ts';
import { planSchema } from '../core/plan/plan.ts';
import { onAws, type Seam } from './shared/seam.ts';

const envSchema = z.object({ TABLE_NAME: z.string() });
const eventSchema = z.object({ plan: planSchema });

/** Creates the release's model and endpoint config, and notes which alarms its endpoint watches from now on. */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const endpoints = sageMakerEndpoints(seam.clients(SageMakerClient));
  const ledger = dynamoLedger(seam.clients(DynamoDBClient), env.TABLE_NAME);

  return async (event: unknown) => {
    const { plan } = eventSchema.parse(event);
    await endpoints.createModel(plan.name, plan.model);
    await endpoints.createEndpointConfig(plan.name, plan.endpointConfig);
    await ledger.watchAlarms(plan.rollout.release.endpoint, plan.alarms);
    return { prepared: plan.name };
  };
}

export const handler = onAws(make);

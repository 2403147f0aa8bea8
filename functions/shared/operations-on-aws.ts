import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { cloudWatchAbortSwitch } from '../../adapters/cloudwatch/abort-switch.ts';
import { eventBridgeAnnouncements } from '../../adapters/event-bridge.ts';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import { dynamoLeases } from '../../adapters/ledger/lease-store.ts';
import { sageMakerEndpoints } from '../../adapters/sagemaker/endpoints.ts';
import { snsNotices } from '../../adapters/sns.ts';
import { stepFunctionsRollouts, taskWaits } from '../../adapters/step-functions.ts';
import { metricsOf } from './metrics.ts';
import type { OperationPorts, Operations } from './operation.ts';
import { operations } from './operations.ts';
import type { Seam } from './seam.ts';

const envSchema = z.object({
  TABLE_NAME: z.string(),
  TOPIC_ARN: z.string(),
  STATE_MACHINE_ARN: z.string(),
  STAGE: z.string(),
});

/** All that people's wishes need, by the AWS of the seam. */
export function operationPorts(seam: Seam): OperationPorts {
  const env = envSchema.parse(seam.env);
  const dynamo = seam.clients(DynamoDBClient);
  const sfn = seam.clients(SFNClient);
  return {
    ledger: dynamoLedger(dynamo, env.TABLE_NAME),
    leases: dynamoLeases(dynamo, env.TABLE_NAME),
    rollouts: stepFunctionsRollouts(sfn, env.STATE_MACHINE_ARN),
    waits: taskWaits(sfn),
    abortSwitch: cloudWatchAbortSwitch(seam.clients(CloudWatchClient), env.STAGE),
    endpoints: sageMakerEndpoints(seam.clients(SageMakerClient)),
    notices: snsNotices(seam.clients(SNSClient), env.TOPIC_ARN),
    announcements: eventBridgeAnnouncements(seam.clients(EventBridgeClient)),
    metrics: metricsOf(seam, env.STAGE),
  };
}

/** What people may do about rollouts, by the AWS of the seam. */
export const operationsOnAws = (seam: Seam): Operations =>
  operations(operationPorts(seam), () => seam.clock.now());

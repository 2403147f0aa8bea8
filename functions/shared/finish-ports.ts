import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { cloudWatchAbortSwitch } from '../../adapters/cloudwatch/abort-switch.ts';
import { cloudWatchAlarms } from '../../adapters/cloudwatch/alarms.ts';
import { cloudWatchOwnAlarms } from '../../adapters/cloudwatch/own-alarms.ts';
import { eventBridgeAnnouncements } from '../../adapters/event-bridge.ts';
import { dynamoLedger } from '../../adapters/ledger/dynamo-ledger.ts';
import { dynamoLeases } from '../../adapters/ledger/lease-store.ts';
import { s3Discards } from '../../adapters/s3/discard.ts';
import { sageMakerDiscards } from '../../adapters/sagemaker/discard.ts';
import { sageMakerEndpoints } from '../../adapters/sagemaker/endpoints.ts';
import { snsNotices } from '../../adapters/sns.ts';
import { stepFunctionsRollouts, taskWaits } from '../../adapters/step-functions.ts';
import { collect } from '../../core/garbage/collect.ts';
import { tenureOf } from '../../core/garbage/tenure.ts';
import type { Rollout } from '../../core/release.ts';
import type { FinishPorts } from './finish.ts';
import { metricsOf } from './metrics.ts';
import { isoNow, type Seam } from './seam.ts';

export const finishEnv = z.object({
  TABLE_NAME: z.string(),
  TOPIC_ARN: z.string(),
  STATE_MACHINE_ARN: z.string(),
  STAGE: z.string(),
});

/** Releases kept for rollback where no plan says how many. */
const keptWithoutPlan = 5;

/** All that ending a rollout needs, on AWS. */
export function finishPorts(seam: Seam, env: z.infer<typeof finishEnv>): FinishPorts {
  const dynamo = seam.clients(DynamoDBClient);
  const sfn = seam.clients(SFNClient);
  const sageMaker = seam.clients(SageMakerClient);
  const cloudWatch = seam.clients(CloudWatchClient);
  const ledger = dynamoLedger(dynamo, env.TABLE_NAME);
  const ownAlarms = cloudWatchOwnAlarms(cloudWatch, env.STAGE);
  const discards = {
    ...sageMakerDiscards(sageMaker, env.STAGE),
    ...s3Discards(seam.clients(S3Client)),
    deleteAlarms: (endpoint: string, names: readonly string[]) => ownAlarms.remove(endpoint, names),
  };

  return {
    ledger,
    leases: dynamoLeases(dynamo, env.TABLE_NAME),
    endpoints: sageMakerEndpoints(sageMaker),
    alarms: cloudWatchAlarms(cloudWatch),
    waits: taskWaits(sfn),
    rollouts: stepFunctionsRollouts(sfn, env.STATE_MACHINE_ARN),
    abortSwitch: cloudWatchAbortSwitch(cloudWatch, env.STAGE),
    notices: snsNotices(seam.clients(SNSClient), env.TOPIC_ARN),
    announcements: eventBridgeAnnouncements(seam.clients(EventBridgeClient)),
    metrics: metricsOf(seam, env.STAGE),
    stage: env.STAGE,

    async collect(rollout: Rollout) {
      const { endpoint } = rollout.release;
      const records = await ledger.rollouts(endpoint);
      const keep = records.findLast(({ plan }) => plan !== undefined)?.plan?.keep ?? keptWithoutPlan;
      const tenures = async () => (await ledger.rollouts(endpoint)).map(tenureOf);
      const { discarded, failures } = await collect({ discards, tenures }, endpoint, keep);
      for (const name of discarded) await ledger.markDiscarded(endpoint, name, isoNow(seam));
      for (const failure of failures) seam.log.warn('not deleted', { endpoint, failure });
    },
  };
}

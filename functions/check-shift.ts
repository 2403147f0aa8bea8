import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { cloudWatchAbortSwitch } from '../adapters/cloudwatch/abort-switch.ts';
import { eventBridgeAnnouncements } from '../adapters/event-bridge.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { sageMakerEndpoints } from '../adapters/sagemaker/endpoints.ts';
import { snsNotices } from '../adapters/sns.ts';
import { holdTimers, taskWaits } from '../adapters/step-functions.ts';
import { gateEnv, gateMeans } from './shared/gate-means.ts';
import { lookAtShift, type ShiftPorts } from './shared/look-at-shift.ts';
import { onAws, type Seam } from './shared/seam.ts';

const envSchema = gateEnv.extend({ STAGE: z.string(), HOLD_MACHINE_ARN: z.string() });

/**
 * SageMaker's deployment event, of which only the name is believed; our own, that an alarm asks people; or a hold's
 * timer, when the time to answer is up.
 */
const eventSchema = z.union([
  z
    .object({ source: z.literal('aws.sagemaker'), detail: z.object({ EndpointName: z.string() }) })
    .transform(({ detail }) => ({ endpoint: detail.EndpointName, at: 'bake' as const })),
  z
    .object({ source: z.literal('greenlight'), detail: z.object({ endpoint: z.string() }) })
    .transform(({ detail }) => ({ endpoint: detail.endpoint, at: 'holds' as const })),
  z
    .object({ hold: z.object({ endpoint: z.string() }) })
    .transform(({ hold }) => ({ endpoint: hold.endpoint, at: 'holds' as const })),
]);

/**
 * Something happened in a shift that its gates may go by: SageMaker went on to the next bake, an alarm asks people,
 * or the time to answer is up. Asked again at any time, it finds what has been seen to already.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const ledger = dynamoLedger(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const sfn = seam.clients(SFNClient);
  const means = gateMeans(seam, env, ledger);
  const ports: ShiftPorts = {
    ledger,
    endpoints: sageMakerEndpoints(seam.clients(SageMakerClient)),
    announcements: eventBridgeAnnouncements(seam.clients(EventBridgeClient)),
    references: means.references,
    notices: snsNotices(seam.clients(SNSClient), env.TOPIC_ARN),
    waits: taskWaits(sfn),
    abortSwitch: cloudWatchAbortSwitch(seam.clients(CloudWatchClient), env.STAGE),
    timers: holdTimers(sfn, env.HOLD_MACHINE_ARN),
    actions: means.actions,
    alarms: means.factsOf,
  };

  return async (event: unknown) => {
    const { endpoint, at } = eventSchema.parse(event);
    const shift = await lookAtShift(ports, endpoint, at, () => seam.clock.now());
    if (shift !== 'nothing') seam.log.info('shift looked at', { endpoint, at, shift });
    return { shift };
  };
}

export const handler = onAws(make);

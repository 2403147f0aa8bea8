import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { cloudWatchAlarms } from '../adapters/cloudwatch.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { sageMakerEndpoints } from '../adapters/sagemaker.ts';
import { snsNotices } from '../adapters/sns.ts';
import { taskWaits } from '../adapters/step-functions.ts';
import { ApiRefused, EndpointChanged, ShiftNotBegun } from '../core/errors.ts';
import { shiftingNotice } from '../core/notices/messages.ts';
import { rollbackAlarms } from '../core/plan/deployment-config.ts';
import { type Plan, planSchema } from '../core/plan/plan.ts';
import type { EndpointView } from '../core/sagemaker.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';
import { settle } from './shared/settle.ts';

const envSchema = z.object({ TABLE_NAME: z.string(), TOPIC_ARN: z.string() });

const eventSchema = z.object({
  /** `shift` makes the call; `await-again` only looks and waits on, after an event was lost. */
  mode: z.enum(['shift', 'await-again']),
  token: z.string(),
  plan: planSchema,
});

/**
 * Arms the wait, then sets the endpoint going. The order matters (design §5): the token is stored before the call,
 * so no event can come too early for it; the acknowledgement after, so no event before it counts; and one look at
 * the end catches what happened in between.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const endpoints = sageMakerEndpoints(seam.clients(SageMakerClient));
  const ledger = dynamoLedger(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const alarms = cloudWatchAlarms(seam.clients(CloudWatchClient));
  const waits = taskWaits(seam.clients(SFNClient));
  const notices = snsNotices(seam.clients(SNSClient), env.TOPIC_ARN);

  const call = (plan: Plan) => {
    const { endpoint } = plan.rollout.release;
    return plan.action === 'create'
      ? endpoints.createEndpoint(endpoint, plan.name, plan.deployment)
      : endpoints.updateEndpoint(endpoint, plan.name, plan.deployment);
  };

  /** Makes the call. A refusal counts as done where the endpoint shows our config: an earlier try got through. */
  const setGoing = async (plan: Plan) => {
    try {
      await call(plan);
    } catch (error) {
      if (
        !(error instanceof ApiRefused) ||
        !isOurs(await endpoints.view(plan.rollout.release.endpoint), plan)
      )
        throw error;
    }
  };

  return async (event: unknown) => {
    const { mode, token, plan } = eventSchema.parse(event);
    const { rollout } = plan;
    const { endpoint } = rollout.release;
    const before = await endpoints.view(endpoint);
    const expected = {
      requestedConfig: plan.name,
      previousConfig: plan.previousConfig,
      modifiedBefore: before?.lastModified ?? null,
      acknowledged: false,
    };
    const armed = await ledger.arm(rollout, {
      token,
      expected,
      rollbackAlarms: rollbackAlarms(plan.alarms).map((alarm) => alarm.name),
    });
    // What SageMaker took before is never asked for again: it may have been rolled back since. An acknowledgement
    // whose record was lost still shows on the endpoint.
    if (!armed.expected.acknowledged && !isOurs(before, plan)) {
      if (mode === 'await-again') throw new ShiftNotBegun(endpoint, before?.configName);
      if (plan.action === 'update' && before?.configName !== plan.previousConfig) {
        throw new EndpointChanged(endpoint, plan.previousConfig, before?.configName);
      }
      await setGoing(plan);
    }
    // The first acknowledgement is told; a repeated try is not news.
    if (await ledger.acknowledge(rollout, isoNow(seam))) await notices.publish(shiftingNotice(plan));
    const current = { ...armed, expected: { ...armed.expected, acknowledged: true } };
    const verdicts = await settle({ endpoints, alarms, ledger, waits }, endpoint, [current]);
    return { armed: true, settled: verdicts.length > 0 };
  };
}

const isOurs = (view: EndpointView | undefined, plan: Plan): boolean =>
  view !== undefined && (view.pendingConfigName === plan.name || view.configName === plan.name);

export const handler = onAws(make);

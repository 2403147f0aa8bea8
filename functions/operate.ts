import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { cloudWatchAbortSwitch } from '../adapters/cloudwatch/abort-switch.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { dynamoLeases } from '../adapters/ledger/lease-store.ts';
import { sageMakerEndpoints } from '../adapters/sagemaker/endpoints.ts';
import { stepFunctionsRollouts, taskWaits } from '../adapters/step-functions.ts';
import { type Operated, operations } from './shared/operations.ts';
import { onAws, type Seam } from './shared/seam.ts';

const envSchema = z.object({ TABLE_NAME: z.string(), STATE_MACHINE_ARN: z.string(), STAGE: z.string() });

/** One wish of a person's. `key` is of its own: the same wish, sent again, changes nothing more. */
const who = { by: z.string().min(1).max(200), key: z.string().min(1).max(100), endpoint: z.string() };
const wishSchema = z.discriminatedUnion('command', [
  /** Of the rollout under way, or of the release named: also one that still waits for its turn. */
  z.object({
    command: z.literal('abort'),
    ...who,
    reason: z.string().min(1).max(500),
    release: z.string().optional(),
  }),
  z.object({
    command: z.literal('retry'),
    ...who,
    reason: z.string().max(500).optional(),
    release: z.string(),
  }),
  z.object({
    command: z.literal('rollback'),
    ...who,
    reason: z.string().max(500).optional(),
    to: z.string().optional(),
    /** Past all gates. */
    fast: z.boolean().default(false),
  }),
  /** Of the gate that asks now, or of the one named: `<rollout>/<stage>/<n>`. */
  z.object({
    command: z.literal('decide'),
    ...who,
    action: z.enum(['approve', 'reject']),
    gate: z.string().optional(),
    reason: z.string().max(500).optional(),
  }),
]);

/** What people ask for: to abort, to try again, to go back. The rights to invoke this are the rights to do so. */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const dynamo = seam.clients(DynamoDBClient);
  const sfn = seam.clients(SFNClient);
  const { abort, retry, rollback, decide } = operations(
    {
      ledger: dynamoLedger(dynamo, env.TABLE_NAME),
      leases: dynamoLeases(dynamo, env.TABLE_NAME),
      rollouts: stepFunctionsRollouts(sfn, env.STATE_MACHINE_ARN),
      waits: taskWaits(sfn),
      abortSwitch: cloudWatchAbortSwitch(seam.clients(CloudWatchClient), env.STAGE),
      endpoints: sageMakerEndpoints(seam.clients(SageMakerClient)),
    },
    () => seam.clock.now(),
  );

  return async (event: unknown): Promise<Operated> => {
    const wish = wishSchema.parse(event);
    seam.log.info('asked for', { ...wish });
    switch (wish.command) {
      case 'abort':
        return abort(wish);
      case 'retry':
        return retry(wish);
      case 'rollback':
        return rollback(wish);
      case 'decide':
        // Lambda does not say who invokes it.
        return decide({ ...wish, who: { via: 'iam', arn: wish.by }, unproven: true });
      default:
        return wish satisfies never;
    }
  };
}

export const handler = onAws(make);

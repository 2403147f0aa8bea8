import * as z from 'zod';

/**
 * AWS's DeploymentConfig as its API takes it (API model of UpdateEndpoint), with its limits. A missing
 * WaitIntervalInSeconds is filled with 0 in ALL_AT_ONCE only: AWS's own example leaves it out there, where it has
 * no meaning, and its API requires it. Limits that depend on the fleet are checked with the plan.
 */

const seconds = (min: number, max: number) => {
  const expected = `a whole number of seconds from ${min} to ${max}`;
  return z.int({ error: expected }).min(min, { error: expected }).max(max, { error: expected });
};

const capacitySize = z.strictObject(
  {
    Type: z.enum(['INSTANCE_COUNT', 'CAPACITY_PERCENT'], { error: 'INSTANCE_COUNT or CAPACITY_PERCENT' }),
    Value: z.int({ error: 'a whole number from 1' }).min(1, { error: 'a whole number from 1' }),
  },
  { error: 'a size with Type and Value' },
);

const wait = seconds(0, 3600);
const timeout = seconds(600, 28_800).optional();

const routing = z.discriminatedUnion(
  'Type',
  [
    z.strictObject({ Type: z.literal('ALL_AT_ONCE'), WaitIntervalInSeconds: wait.default(0) }),
    z.strictObject({ Type: z.literal('CANARY'), CanarySize: capacitySize, WaitIntervalInSeconds: wait }),
    z.strictObject({ Type: z.literal('LINEAR'), LinearStepSize: capacitySize, WaitIntervalInSeconds: wait }),
  ],
  { error: 'a Type: ALL_AT_ONCE, CANARY or LINEAR' },
);

const blueGreen = z.strictObject(
  {
    TrafficRoutingConfiguration: routing,
    TerminationWaitInSeconds: wait.default(0),
    MaximumExecutionTimeoutInSeconds: timeout,
  },
  { error: 'a policy with TrafficRoutingConfiguration' },
);

const rolling = z.strictObject(
  {
    MaximumBatchSize: capacitySize,
    WaitIntervalInSeconds: wait,
    MaximumExecutionTimeoutInSeconds: timeout,
    RollbackMaximumBatchSize: capacitySize.optional(),
  },
  { error: 'a policy with MaximumBatchSize and WaitIntervalInSeconds' },
);

const alarmName = z
  .string({ error: 'the name of a CloudWatch alarm' })
  .min(1, { error: 'the name of a CloudWatch alarm' })
  .max(255, { error: 'an alarm name of at most 255 characters' })
  .regex(/\S/, { error: 'an alarm name that is not blank' });

const autoRollback = z.strictObject(
  {
    Alarms: z
      .array(z.strictObject({ AlarmName: alarmName }, { error: 'an alarm with AlarmName' }), {
        error: 'a list of alarms with AlarmName',
      })
      .max(10, { error: 'at most 10 alarms' })
      .default([]),
  },
  { error: 'Alarms' },
);

export const awsDeployment = z
  .strictObject(
    {
      BlueGreenUpdatePolicy: blueGreen.optional(),
      RollingUpdatePolicy: rolling.optional(),
      AutoRollbackConfiguration: autoRollback.optional(),
    },
    {
      error:
        'AWS’s DeploymentConfig: BlueGreenUpdatePolicy or RollingUpdatePolicy, and AutoRollbackConfiguration',
    },
  )
  .refine((config) => !(config.BlueGreenUpdatePolicy && config.RollingUpdatePolicy), {
    error: 'one policy: BlueGreenUpdatePolicy or RollingUpdatePolicy, not both',
  });
export type AwsDeployment = z.output<typeof awsDeployment>;

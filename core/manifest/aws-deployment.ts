import * as z from 'zod';
import { awsTimeout, awsWait } from '../strategies/aws-limits.ts';
import { strategies } from '../strategies/strategies.ts';
import type { UpdatePolicies } from '../strategies/update-policies.ts';
import { orListed } from '../values/listed.ts';

/**
 * AWS's DeploymentConfig as its API takes it (API model of UpdateEndpoint), with its limits. Each strategy
 * provides its own part. Limits that depend on the fleet are checked with the plan.
 */

const forms = strategies.flatMap(({ aws }) => aws ?? []);
const routed = forms.flatMap((form) => (form.of === 'BlueGreenUpdatePolicy' ? [form] : []));
const rolled = forms.flatMap((form) => (form.of === 'RollingUpdatePolicy' ? [form.policy] : []));

const types = orListed(routed.map(({ type }) => type));
const [firstRouting, ...otherRoutings] = routed.map(({ type, routing }) =>
  z.strictObject({ Type: z.literal(type), ...routing }),
);

const blueGreen = z.strictObject(
  {
    TrafficRoutingConfiguration: z.discriminatedUnion(
      'Type',
      [firstRouting as NonNullable<typeof firstRouting>, ...otherRoutings],
      { error: `a Type: ${types}` },
    ),
    TerminationWaitInSeconds: awsWait.default(0),
    MaximumExecutionTimeoutInSeconds: awsTimeout.optional(),
  },
  { error: 'a policy with TrafficRoutingConfiguration' },
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

/** A DeploymentConfig as AWS takes it; AutoRollbackConfiguration always comes with `Alarms`. */
export interface AwsDeployment extends UpdatePolicies {
  readonly AutoRollbackConfiguration?: z.output<typeof autoRollback> | undefined;
}

export const awsDeployment = z
  .strictObject(
    {
      BlueGreenUpdatePolicy: blueGreen.optional(),
      RollingUpdatePolicy: rolled.reduce((one, other) => z.union([one, other])).optional(),
      AutoRollbackConfiguration: autoRollback.optional(),
    },
    {
      error:
        'AWS’s DeploymentConfig: BlueGreenUpdatePolicy or RollingUpdatePolicy, and AutoRollbackConfiguration',
    },
  )
  .refine((config) => !(config.BlueGreenUpdatePolicy && config.RollingUpdatePolicy), {
    error: 'one policy: BlueGreenUpdatePolicy or RollingUpdatePolicy, not both',
  }) as unknown as z.ZodType<AwsDeployment>;

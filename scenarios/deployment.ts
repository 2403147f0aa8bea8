import type {
  BlueGreenUpdatePolicy,
  CapacitySize,
  DeploymentConfig,
  RollingUpdatePolicy,
  TrafficRoutingConfig,
} from '@aws-sdk/client-sagemaker';
import * as z from 'zod';
import { duration } from './fields.ts';

/** `20%` or `1 instance`, as AWS's CapacitySize. */
const capacity = z
  .string()
  .regex(/^\d+(%| instances?)$/, 'expected a share or a number, as 20% or 1 instance')
  .transform(
    (text): CapacitySize => ({
      Type: text.endsWith('%') ? 'CAPACITY_PERCENT' : 'INSTANCE_COUNT',
      Value: Number.parseInt(text, 10),
    }),
  );

const common = {
  /** AutoRollbackConfiguration's alarms. */
  alarms: z.array(z.string()).default([]),
  /** MaximumExecutionTimeoutInSeconds. */
  timeout: duration.optional(),
};
const blueGreen = {
  ...common,
  /** TerminationWaitInSeconds: the bake once all traffic is on green. */
  finalBake: duration.optional(),
};

/** A DeploymentConfig in words for people. `deploymentConfig` translates it to AWS's form. */
export const deploymentSchema = z.discriminatedUnion('strategy', [
  z.strictObject({ strategy: z.literal('all-at-once'), bake: duration.default(0), ...blueGreen }),
  z.strictObject({ strategy: z.literal('canary'), step: capacity, bake: duration, ...blueGreen }),
  z.strictObject({ strategy: z.literal('linear'), step: capacity, bake: duration, ...blueGreen }),
  z.strictObject({
    strategy: z.literal('rolling'),
    /** MaximumBatchSize. */
    step: capacity,
    bake: duration,
    /** RollbackMaximumBatchSize. */
    rollbackStep: capacity.optional(),
    ...common,
  }),
  /** Alarms without a policy. */
  z.strictObject({ strategy: z.literal('none'), alarms: common.alarms }),
]);

export type ScenarioDeployment = z.infer<typeof deploymentSchema>;

/** `deployment` in the form of UpdateEndpoint and CreateEndpoint. */
export function deploymentConfig(deployment: ScenarioDeployment): DeploymentConfig {
  const alarms = deployment.alarms.map((AlarmName) => ({ AlarmName }));
  return {
    ...policyOf(deployment),
    ...(alarms.length > 0 && { AutoRollbackConfiguration: { Alarms: alarms } }),
  };
}

function policyOf(deployment: ScenarioDeployment): DeploymentConfig {
  switch (deployment.strategy) {
    case 'none':
      return {};
    case 'all-at-once':
      return blueGreenPolicy(deployment, {
        Type: 'ALL_AT_ONCE',
        WaitIntervalInSeconds: deployment.bake,
      });
    case 'canary':
      return blueGreenPolicy(deployment, {
        Type: 'CANARY',
        CanarySize: deployment.step,
        WaitIntervalInSeconds: deployment.bake,
      });
    case 'linear':
      return blueGreenPolicy(deployment, {
        Type: 'LINEAR',
        LinearStepSize: deployment.step,
        WaitIntervalInSeconds: deployment.bake,
      });
    case 'rolling': {
      const { step, bake, timeout, rollbackStep } = deployment;
      const policy: RollingUpdatePolicy = {
        MaximumBatchSize: step,
        WaitIntervalInSeconds: bake,
        ...(timeout !== undefined && { MaximumExecutionTimeoutInSeconds: timeout }),
        ...(rollbackStep !== undefined && { RollbackMaximumBatchSize: rollbackStep }),
      };
      return { RollingUpdatePolicy: policy };
    }
  }
}

function blueGreenPolicy(
  { finalBake, timeout }: { readonly finalBake?: number | undefined; readonly timeout?: number | undefined },
  routing: TrafficRoutingConfig,
): DeploymentConfig {
  const policy: BlueGreenUpdatePolicy = {
    TrafficRoutingConfiguration: routing,
    ...(finalBake !== undefined && { TerminationWaitInSeconds: finalBake }),
    ...(timeout !== undefined && { MaximumExecutionTimeoutInSeconds: timeout }),
  };
  return { BlueGreenUpdatePolicy: policy };
}

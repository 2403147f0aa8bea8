import type { DeploymentConfig } from '../sagemaker.ts';
import type { Shift } from './shift.ts';
import { totalWaits } from './waits.ts';

/** SageMaker's bounds of MaximumExecutionTimeoutInSeconds. */
const shortestTimeout = 600;
const longestTimeout = 28_800;

/**
 * The shift as AWS's DeploymentConfig. Without a timeout of its own it gets twice the waits and half an hour for
 * the instances, within AWS's bounds: 2 × 1800 + 1800 = 5400 s for the linear example.
 */
export function deploymentConfigOf(
  shift: Shift,
  alarmNames: readonly string[],
  instanceCounts: readonly number[],
): DeploymentConfig {
  const alarms = alarmNames.length > 0 && {
    AutoRollbackConfiguration: { Alarms: alarmNames.map((AlarmName) => ({ AlarmName })) },
  };
  const withTimeout = (seconds: number): DeploymentConfig => ({ ...policyOf(shift, seconds), ...alarms });
  if (shift.timeout !== undefined) return withTimeout(shift.timeout);
  const waits = totalWaits(withTimeout(longestTimeout), instanceCounts);
  return withTimeout(Math.min(longestTimeout, Math.max(shortestTimeout, 2 * waits + 1800)));
}

function policyOf(shift: Shift, MaximumExecutionTimeoutInSeconds: number): DeploymentConfig {
  switch (shift.kind) {
    case 'blue-green':
      return {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: shift.routing,
          TerminationWaitInSeconds: shift.finalBake,
          MaximumExecutionTimeoutInSeconds,
        },
      };
    case 'rolling':
      return {
        RollingUpdatePolicy: {
          MaximumBatchSize: shift.batch,
          WaitIntervalInSeconds: shift.bake,
          MaximumExecutionTimeoutInSeconds,
          ...(shift.rollbackBatch !== undefined && { RollbackMaximumBatchSize: shift.rollbackBatch }),
        },
      };
    default:
      return shift satisfies never;
  }
}

/** SageMaker's word for it, as the manifest writes it. */
export function strategyName(deployment: DeploymentConfig): 'all-at-once' | 'canary' | 'linear' | 'rolling' {
  const routing = deployment.BlueGreenUpdatePolicy?.TrafficRoutingConfiguration;
  if (routing === undefined) return 'rolling';
  switch (routing.Type) {
    case 'ALL_AT_ONCE':
      return 'all-at-once';
    case 'CANARY':
      return 'canary';
    case 'LINEAR':
      return 'linear';
    default:
      return routing.Type satisfies never;
  }
}

/** Whether traffic shifts in parts, each of them watched. */
export const isStaged = (deployment: DeploymentConfig): boolean => strategyName(deployment) !== 'all-at-once';

import type { ManifestAlarm, RolloutPolicy } from '../manifest/schema.ts';
import type { DeploymentConfig, TrafficRoutingConfiguration } from '../sagemaker.ts';
import { totalWaits } from './waits.ts';

/** What a manifest that says nothing of the rollout gets: everything at once, then five minutes in which to go back. */
export const defaultPolicy: RolloutPolicy = { strategy: 'all-at-once', finalBake: 300 };

/** SageMaker's bounds of MaximumExecutionTimeoutInSeconds. */
const shortestTimeout = 600;
const longestTimeout = 28_800;

/**
 * The manifest's rollout as AWS's DeploymentConfig. Without a timeout of the manifest's own it gets twice the
 * waits and half an hour for the instances, within AWS's bounds: 2 × 1800 + 1800 = 5400 s for the linear example.
 */
export function deploymentConfigOf(
  policy: RolloutPolicy,
  alarms: readonly ManifestAlarm[],
  instanceCount: number,
): DeploymentConfig {
  const withTimeout = (MaximumExecutionTimeoutInSeconds: number): DeploymentConfig => ({
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: routingOf(policy),
      TerminationWaitInSeconds: policy.finalBake ?? 0,
      MaximumExecutionTimeoutInSeconds,
    },
    ...(rollbackAlarms(alarms).length > 0 && {
      AutoRollbackConfiguration: { Alarms: rollbackAlarms(alarms).map(({ name }) => ({ AlarmName: name })) },
    }),
  });
  const waits = totalWaits(withTimeout(longestTimeout), instanceCount);
  const chosen = policy.timeout ?? Math.min(longestTimeout, Math.max(shortestTimeout, 2 * waits + 1800));
  return withTimeout(chosen);
}

export const rollbackAlarms = (alarms: readonly ManifestAlarm[]): readonly ManifestAlarm[] =>
  alarms.filter((alarm) => alarm.on === 'rollback');

function routingOf(policy: RolloutPolicy): TrafficRoutingConfiguration {
  switch (policy.strategy) {
    case 'all-at-once':
      // AWS's own example leaves the interval out; its API model requires it.
      return { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 };
    case 'canary':
      return { Type: 'CANARY', CanarySize: policy.step, WaitIntervalInSeconds: policy.bake };
    case 'linear':
      return { Type: 'LINEAR', LinearStepSize: policy.step, WaitIntervalInSeconds: policy.bake };
    default:
      return policy satisfies never;
  }
}

import type { BlueGreenUpdatePolicy, RollingUpdatePolicy } from '../sagemaker.ts';

/**
 * The policies of a DeploymentConfig as AWS documents it; at most one is set. Missing members have AWS's
 * defaults.
 */
export interface UpdatePolicies {
  readonly BlueGreenUpdatePolicy?:
    | WithDefaults<BlueGreenUpdatePolicy, 'TrafficRoutingConfiguration'>
    | undefined;
  readonly RollingUpdatePolicy?:
    | WithDefaults<RollingUpdatePolicy, 'MaximumBatchSize' | 'WaitIntervalInSeconds'>
    | undefined;
}

/** Only the `Required` members must be present. */
type WithDefaults<Policy, Required extends keyof Policy> = Pick<Policy, Required> & {
  readonly [Member in keyof Policy]?: Policy[Member] | undefined;
};

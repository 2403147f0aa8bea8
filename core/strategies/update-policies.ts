import type { BlueGreenUpdatePolicy, RollingUpdatePolicy } from '../sagemaker.ts';

/** The policies of a DeploymentConfig as AWS documents it, at most one of them. What is missing has AWS's default. */
export interface UpdatePolicies {
  readonly BlueGreenUpdatePolicy?:
    | WithDefaults<BlueGreenUpdatePolicy, 'TrafficRoutingConfiguration'>
    | undefined;
  readonly RollingUpdatePolicy?:
    | WithDefaults<RollingUpdatePolicy, 'MaximumBatchSize' | 'WaitIntervalInSeconds'>
    | undefined;
}

/** Only the `Required` members have to be there. */
type WithDefaults<Policy, Required extends keyof Policy> = Pick<Policy, Required> & {
  readonly [Member in keyof Policy]?: Policy[Member] | undefined;
};

import type {
  AutoRollbackConfig,
  BlueGreenUpdatePolicy,
  CapacitySize,
  DeploymentConfig,
} from '@aws-sdk/client-sagemaker';
import type { AlarmWatch } from '../../ports.ts';
import type { Assumptions } from '../assumptions.ts';
import { instancesOf } from '../capacity-size.ts';
import { fallbackOf } from '../fallback.ts';
import type { FleetSpec } from '../fleet-spec.ts';
import { invalid } from './errors.ts';

/**
 * What AWS's API reference says about a DeploymentConfig beyond its shape, for fleets made from `specs`: one policy
 * at most; CanarySize at most 50 %, LinearStepSize 10 to 50 %, MaximumBatchSize 5 to 50 % of each variant's total
 * instance count; CanarySize and LinearStepSize there if and only if their strategy is. MaximumExecutionTimeout
 * "should" exceed the waits: not refused. What falls back to all at once is not looked at closer.
 * @throws AwsError ValidationException, in our words: AWS's are not known
 */
export function assertDeployable(
  config: DeploymentConfig | undefined,
  specs: readonly FleetSpec[],
  alarms: AlarmWatch,
  assumptions: Assumptions,
): void {
  const { BlueGreenUpdatePolicy: blueGreen, RollingUpdatePolicy: rolling } = config ?? {};
  if (blueGreen !== undefined && rolling !== undefined) {
    throw invalid('Only one of BlueGreenUpdatePolicy and RollingUpdatePolicy can be given.');
  }
  if (rolling !== undefined && specs.length > 1 && assumptions.rollingExcluded === 'refused') {
    throw invalid('RollingUpdatePolicy is not supported for endpoints with several production variants.');
  }
  if (blueGreen !== undefined) assertMembers(blueGreen);
  if (fallbackOf(specs, config) === undefined) {
    for (const { instanceCount } of specs) {
      const check = (member: string, size: CapacitySize | undefined, least: number) => {
        if (size !== undefined) assertSize(member, size, least, instanceCount, assumptions);
      };
      check('CanarySize', blueGreen?.TrafficRoutingConfiguration?.CanarySize, 0);
      check('LinearStepSize', blueGreen?.TrafficRoutingConfiguration?.LinearStepSize, 10);
      check('MaximumBatchSize', rolling?.MaximumBatchSize, 5);
    }
  }
  assertAlarms(config?.AutoRollbackConfiguration, alarms, assumptions);
}

/** CanarySize and LinearStepSize, each for its own strategy. */
function assertMembers(policy: BlueGreenUpdatePolicy): void {
  const { Type, CanarySize, LinearStepSize } = policy.TrafficRoutingConfiguration ?? {};
  const belongs = { CanarySize: Type === 'CANARY', LinearStepSize: Type === 'LINEAR' };
  for (const [member, size] of Object.entries({ CanarySize, LinearStepSize })) {
    const wanted = belongs[member as keyof typeof belongs];
    if (wanted && size === undefined)
      throw invalid(`${member} is required for traffic routing type ${Type}.`);
    if (!wanted && size !== undefined)
      throw invalid(`${member} is not allowed for traffic routing type ${Type}.`);
  }
}

/** `size` must be `least` to 50 % of the fleet: of 5 instances, 10 to 50 % is 1 to 2 (2.5 rounded down). */
function assertSize(
  member: string,
  size: CapacitySize,
  least: number,
  instanceCount: number,
  assumptions: Assumptions,
): void {
  const value = size.Value ?? 0;
  const percent = size.Type === 'CAPACITY_PERCENT' ? value : (100 * value) / instanceCount;
  if (percent > 50 || percent < least) {
    const range = least > 0 ? `between ${least}% and 50%` : 'less than or equal to 50%';
    const given = size.Type === 'CAPACITY_PERCENT' ? `${value}%` : `${value} instance(s)`;
    throw invalid(
      `${member} must be ${range} of the variant's total instance count: got ${given} of ${instanceCount}.`,
    );
  }
  const whole = instancesOf(size, instanceCount, assumptions) === instanceCount;
  if (whole && assumptions.wholeFleetStep === 'refused') {
    throw invalid(`${member} of ${value}% is the whole fleet of ${instanceCount} instance(s).`);
  }
}

function assertAlarms(
  config: AutoRollbackConfig | undefined,
  alarms: AlarmWatch,
  assumptions: Assumptions,
): void {
  if (assumptions.missingAlarm === 'ignored') return;
  for (const { AlarmName } of config?.Alarms ?? []) {
    if (AlarmName !== undefined && alarms.state(AlarmName) === undefined) {
      throw invalid(`Could not find CloudWatch alarm "${AlarmName}".`);
    }
  }
}

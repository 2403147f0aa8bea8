import type {
  AutoRollbackConfig,
  BlueGreenUpdatePolicy,
  CapacitySize,
  DeploymentConfig,
} from '@aws-sdk/client-sagemaker';
import type { AlarmWatch } from '../../ports.ts';
import type { Assumptions } from '../assumptions.ts';
import { instancesOf } from '../deployment-plan.ts';
import { invalid } from './errors.ts';

/**
 * What AWS's API reference says about a DeploymentConfig beyond its shape, for a fleet of `instanceCount`:
 * CanarySize at most 50 %, LinearStepSize 10 to 50 % of the variant's total instance count, each there if and
 * only if its strategy is. MaximumExecutionTimeout "should" exceed the waits: not refused.
 * @throws AwsError ValidationException, in our words: AWS's are not known
 */
export function assertDeployable(
  config: DeploymentConfig | undefined,
  instanceCount: number,
  alarms: AlarmWatch,
  assumptions: Assumptions,
): void {
  if (config?.BlueGreenUpdatePolicy !== undefined) {
    assertRouting(config.BlueGreenUpdatePolicy, instanceCount, assumptions);
  }
  assertAlarms(config?.AutoRollbackConfiguration, alarms, assumptions);
}

function assertRouting(policy: BlueGreenUpdatePolicy, instanceCount: number, assumptions: Assumptions): void {
  const { Type, CanarySize, LinearStepSize } = policy.TrafficRoutingConfiguration ?? {};
  const belongs = { CanarySize: Type === 'CANARY', LinearStepSize: Type === 'LINEAR' };
  for (const [member, size] of Object.entries({ CanarySize, LinearStepSize })) {
    const wanted = belongs[member as keyof typeof belongs];
    if (wanted && size === undefined)
      throw invalid(`${member} is required for traffic routing type ${Type}.`);
    if (!wanted && size !== undefined)
      throw invalid(`${member} is not allowed for traffic routing type ${Type}.`);
  }
  if (CanarySize !== undefined) assertSize('CanarySize', CanarySize, 0, instanceCount, assumptions);
  if (LinearStepSize !== undefined)
    assertSize('LinearStepSize', LinearStepSize, 10, instanceCount, assumptions);
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

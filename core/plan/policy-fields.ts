import type { RolloutPolicy } from '../manifest/rollout.ts';

/** Where in the manifest the parts of the shift stand, so that a problem names what its author wrote. */
export interface PolicyFields {
  readonly strategy: string;
  readonly step: string;
  readonly rollbackStep: string;
  readonly bake: string;
  readonly finalBake: string;
  readonly timeout: string;
  /** Alarms that come with the policy. */
  readonly alarm: (index: number) => string;
}

export function policyFields(policy: RolloutPolicy): PolicyFields {
  switch (policy.strategy) {
    case 'given':
      return givenFields(policy.deploymentConfig.RollingUpdatePolicy !== undefined);
    case 'retained':
      return all('rollout.retain');
    default:
      return { ...named, alarm: () => 'rollout' };
  }
}

const named = {
  strategy: 'rollout.strategy',
  step: 'rollout.step',
  rollbackStep: 'rollout.rollbackStep',
  bake: 'rollout.bake',
  finalBake: 'rollout.finalBake',
  timeout: 'rollout.timeout',
};

const all = (field: string): PolicyFields => ({
  strategy: field,
  step: field,
  rollbackStep: field,
  bake: field,
  finalBake: field,
  timeout: field,
  alarm: () => field,
});

function givenFields(isRolling: boolean): PolicyFields {
  const config = 'rollout.deploymentConfig';
  const policy = `${config}.${isRolling ? 'RollingUpdatePolicy' : 'BlueGreenUpdatePolicy'}`;
  const routing = isRolling ? policy : `${policy}.TrafficRoutingConfiguration`;
  return {
    strategy: routing,
    step: isRolling ? `${policy}.MaximumBatchSize` : routing,
    rollbackStep: `${policy}.RollbackMaximumBatchSize`,
    bake: `${routing}.WaitIntervalInSeconds`,
    finalBake: `${policy}.TerminationWaitInSeconds`,
    timeout: `${policy}.MaximumExecutionTimeoutInSeconds`,
    alarm: (index) => `${config}.AutoRollbackConfiguration.Alarms[${index}].AlarmName`,
  };
}

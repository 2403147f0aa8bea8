import { formatDuration } from '../manifest/duration.ts';
import { formatStep } from '../manifest/step.ts';
import type { Problem } from '../problem.ts';
import type { CapacitySize, DeploymentConfig } from '../sagemaker.ts';
import { stepCount, totalWaits } from './waits.ts';

/**
 * AWS's rules for a blue/green policy against the fleet it will shift, all problems at once.
 * Sources: the guide's pages on canary (at most 50 % of the fleet) and linear (10 to 50 %) traffic shifting, and
 * MaximumExecutionTimeoutInSeconds ("should be larger than the total waiting time").
 */
export function deploymentProblems(config: DeploymentConfig, instanceCount: number): Problem[] {
  const policy = config.BlueGreenUpdatePolicy;
  const routing = policy.TrafficRoutingConfiguration;
  const problems: Problem[] = [];

  const size = routing.CanarySize ?? routing.LinearStepSize;
  if (size !== undefined) problems.push(...sizeProblems(routing.Type === 'CANARY', size, instanceCount));

  const waits = totalWaits(config, instanceCount);
  if (policy.MaximumExecutionTimeoutInSeconds <= waits) {
    const steps = stepCount(routing, instanceCount);
    const sum = `${steps} × ${formatDuration(routing.WaitIntervalInSeconds)} + ${formatDuration(policy.TerminationWaitInSeconds)}`;
    problems.push({
      field: 'rollout.timeout',
      expected: `more than all waits together, ${formatDuration(waits)} (${sum})`,
      got: formatDuration(policy.MaximumExecutionTimeoutInSeconds),
      fix: 'Give it a longer timeout, or shorter bakes.',
    });
  }
  return problems;
}

function sizeProblems(canary: boolean, size: CapacitySize, instanceCount: number): Problem[] {
  if (instanceCount < 2) {
    const fix = 'Use strategy all-at-once with a finalBake, or give the fleet more instances.';
    const expected = 'a fleet of 2 or more instances, since half of it is the largest part that may shift';
    return [{ field: 'rollout.strategy', expected, got: `${instanceCount} instance`, fix }];
  }
  // 1 instance of 5 is 20 %; 3 of 5 are 60 %.
  const percent = size.Type === 'CAPACITY_PERCENT' ? size.Value : (100 * size.Value) / instanceCount;
  const [min, max] = canary ? [0, 50] : [10, 50];
  if (percent >= min && percent <= max) return [];
  // One decimal: 2 of 21 are 9.5 %, and 10 % would look allowed.
  const got = `${formatStep(size)} (${Math.round(10 * percent) / 10} % of ${instanceCount} instances)`;
  const expected = canary ? 'at most 50 % of the fleet' : '10 to 50 % of the fleet';
  return [{ field: 'rollout.step', expected, got, fix: 'Choose a step within that range.' }];
}

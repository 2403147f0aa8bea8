import type { CapacitySize, DeploymentConfig } from '../sagemaker.ts';

/**
 * How many times a part of that size shifts, read the longer way, because AWS does not say how a percentage of the
 * fleet is rounded (docs/assumptions.md): 30 % of 5 is 1.5 instances; 1 at a time takes 5 shifts, 2 at a time 3, and
 * by share of traffic it is ceil(100 / 30) = 4. The answer is 5.
 */
function shiftsBy(size: CapacitySize, instanceCount: number): number {
  if (size.Type === 'INSTANCE_COUNT') return Math.max(1, Math.ceil(instanceCount / size.Value));
  const fewest = Math.max(1, Math.floor((instanceCount * size.Value) / 100));
  return Math.max(Math.ceil(100 / size.Value), Math.ceil(instanceCount / fewest));
}

/** How many times traffic shifts: with several variants as often as the one that takes most (docs/assumptions.md). */
export function stepCount(deployment: DeploymentConfig, instanceCounts: readonly number[]): number {
  const routing = deployment.BlueGreenUpdatePolicy?.TrafficRoutingConfiguration;
  if (routing?.Type === 'ALL_AT_ONCE') return 1;
  if (routing?.Type === 'CANARY') return 2;
  const size = routing?.LinearStepSize ?? deployment.RollingUpdatePolicy?.MaximumBatchSize;
  if (size === undefined) return 1;
  return Math.max(1, ...instanceCounts.map((count) => shiftsBy(size, count)));
}

/** The bakes of a deployment: after each shift, and while the old fleet still stands (not if it is rolling). */
export function bakesOf(deployment: DeploymentConfig): { bake: number; finalBake: number } {
  const { BlueGreenUpdatePolicy: blueGreen, RollingUpdatePolicy: rolling } = deployment;
  return {
    bake: (rolling ?? blueGreen?.TrafficRoutingConfiguration)?.WaitIntervalInSeconds ?? 0,
    finalBake: blueGreen?.TerminationWaitInSeconds ?? 0,
  };
}

/**
 * All bakes together, in seconds, read the longer way: AWS does not say whether WaitInterval also follows the
 * last shift, before TerminationWait. Linear 20 %, 5 min and a final bake of 5 min: 5 × 300 + 300 = 1800. Rolling
 * by 20 %, 5 min: 5 × 300 = 1500.
 */
export function totalWaits(deployment: DeploymentConfig, instanceCounts: readonly number[]): number {
  const { bake, finalBake } = bakesOf(deployment);
  return stepCount(deployment, instanceCounts) * bake + finalBake;
}

/** MaximumExecutionTimeoutInSeconds, of either policy. */
export const timeoutOf = (deployment: DeploymentConfig): number =>
  deployment.RollingUpdatePolicy?.MaximumExecutionTimeoutInSeconds ??
  deployment.BlueGreenUpdatePolicy?.MaximumExecutionTimeoutInSeconds ??
  0;

/** How long the state machine waits for the end of a shift, in seconds. */
export interface Waits {
  /** Until the first look at the endpoint without an event: what the shift should take, and a margin. */
  readonly plannedSeconds: number;
  /** From then until nothing more is expected: up to the deployment's own timeout, and a margin. */
  readonly remainingSeconds: number;
}

/**
 * Allowances for what AWS does not bound: getting instances, and ending them. A rolling update does both for every
 * batch, and may take longer than planned: that costs one look too early, and no more.
 */
const provisioningSeconds = 1800;
const terminationSeconds = 600;
const marginSeconds = 600;

/**
 * `startSeconds` is what the model may take to download and to answer its first ping. No deployment: an endpoint
 * that is created, where nothing bakes.
 */
export function waitsOf(
  deployment: DeploymentConfig | undefined,
  instanceCounts: readonly number[],
  startSeconds: number,
): Waits {
  const bakes = deployment === undefined ? 0 : totalWaits(deployment, instanceCounts);
  const plannedSeconds = provisioningSeconds + startSeconds + bakes + terminationSeconds + marginSeconds;
  const maximum = deployment === undefined ? plannedSeconds : timeoutOf(deployment);
  const end = Math.max(maximum, plannedSeconds) + provisioningSeconds + terminationSeconds + marginSeconds;
  return { plannedSeconds, remainingSeconds: end - plannedSeconds };
}

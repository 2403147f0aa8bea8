import type { DeploymentConfig, TrafficRoutingConfiguration } from '../sagemaker.ts';

/**
 * How many times traffic shifts, read the longer way, because AWS does not say how a percentage of the fleet is
 * rounded (docs/assumptions.md): 30 % of 5 is 1.5 instances; 1 at a time takes 5 shifts, 2 at a time 3, and by
 * share of traffic it is ceil(100 / 30) = 4. The answer is 5.
 */
export function stepCount(routing: TrafficRoutingConfiguration, instanceCount: number): number {
  if (routing.Type === 'ALL_AT_ONCE') return 1;
  if (routing.Type === 'CANARY') return 2;
  const size = routing.LinearStepSize;
  if (size === undefined) return 1;
  if (size.Type === 'INSTANCE_COUNT') return Math.ceil(instanceCount / size.Value);
  const fewest = Math.max(1, Math.floor((instanceCount * size.Value) / 100));
  return Math.max(Math.ceil(100 / size.Value), Math.ceil(instanceCount / fewest));
}

/**
 * All bakes together, in seconds, read the longer way: AWS does not say whether WaitInterval also follows the
 * last shift, before TerminationWait. Linear 20 %, 5 min and a final bake of 5 min: 5 × 300 + 300 = 1800.
 */
export function totalWaits(config: DeploymentConfig, instanceCount: number): number {
  const { TrafficRoutingConfiguration: routing, TerminationWaitInSeconds } = config.BlueGreenUpdatePolicy;
  return stepCount(routing, instanceCount) * routing.WaitIntervalInSeconds + TerminationWaitInSeconds;
}

/** How long the state machine waits for the end of a shift, in seconds. */
export interface Waits {
  /** Until the first look at the endpoint without an event: what the shift should take, and a margin. */
  readonly plannedSeconds: number;
  /** From then until nothing more is expected: up to the deployment's own timeout, and a margin. */
  readonly remainingSeconds: number;
}

/** Allowances for what AWS does not bound: getting instances, and ending them. */
const provisioningSeconds = 1800;
const terminationSeconds = 600;
const marginSeconds = 600;

/** `startSeconds` is what the model may take to download and to answer its first ping. */
export function waitsOf(
  config: DeploymentConfig | undefined,
  instanceCount: number,
  startSeconds: number,
): Waits {
  const bakes = config === undefined ? 0 : totalWaits(config, instanceCount);
  const plannedSeconds = provisioningSeconds + startSeconds + bakes + terminationSeconds + marginSeconds;
  const maximum = config?.BlueGreenUpdatePolicy.MaximumExecutionTimeoutInSeconds ?? plannedSeconds;
  const end = Math.max(maximum, plannedSeconds) + provisioningSeconds + terminationSeconds + marginSeconds;
  return { plannedSeconds, remainingSeconds: end - plannedSeconds };
}

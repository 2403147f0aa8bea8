import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import { endpointReading } from '../../adapters/sagemaker/deployment.ts';
import { type DeploymentState, deploymentState } from '../../core/deployment/state.ts';
import type { BackCauses } from '../../core/deployment/why-back.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { AlarmView } from './alarm-view.ts';

export interface FleetView {
  readonly config: string;
  /** How many instances take traffic. `size` is how many the fleet has or will have. */
  readonly serving: number;
  readonly size: number;
}

/** What the live panel shows. Instants are epoch milliseconds, simulated. */
export interface Snapshot {
  readonly at: number;
  readonly endpoint: string;
  readonly status: string;
  readonly blue: FleetView | undefined;
  readonly green: FleetView | undefined;
  /** Share of traffic on green, 0 to 1. */
  readonly greenShare: number;
  /** SageMaker's own words for its current phase; empty while it does nothing. */
  readonly phase: string;
  /** The deployment's state, according to which fleet serves. */
  readonly state: DeploymentState;
  /** Milliseconds left of a bake, if one is under way and its length is known. */
  readonly bakeLeft: number | undefined;
  readonly alarms: readonly AlarmView[];
  /** The requests that the demo sends. */
  readonly load?: LoadCounts;
  /** The demo's Slack page, and when the demo approves while a release waits for that (epoch ms). */
  readonly slack?: { readonly page: string; readonly approvesAt: number | undefined };
}

export interface LoadCounts {
  readonly perSecond: number;
  readonly sent: number;
  readonly failed: number;
}

/**
 * The panel's data, from calls that any client can make: DescribeEndpoint and DescribeAlarms.
 *
 * @param plan of the shifting rollout, for its steps and its kind of deployment
 * @param causes recorded for the rollout, which make SageMaker go back
 */
export function snapshotOf(
  at: number,
  endpoint: DescribeEndpointOutput,
  alarms: readonly AlarmView[],
  load?: LoadCounts,
  plan?: Plan,
  causes?: BackCauses,
): Snapshot {
  const live = endpoint.ProductionVariants?.[0];
  const pending = endpoint.PendingDeploymentSummary;
  const next = pending?.ProductionVariants?.[0];
  const reading = endpointReading(endpoint);
  const state = deploymentState(reading, plan, causes);
  const { until } = { until: undefined, ...state.deployment };
  const green = next && { config: pending?.EndpointConfigName ?? '', ...countsOf(next) };
  return {
    at,
    endpoint: endpoint.EndpointName ?? '',
    status: endpoint.EndpointStatus ?? '',
    blue: live && { config: endpoint.EndpointConfigName ?? '', ...countsOf(live) },
    green,
    greenShare: green && green.size > 0 ? green.serving / green.size : 0,
    phase: reading.pending?.variants[0]?.doing?.message ?? '',
    state,
    bakeLeft: until === undefined ? undefined : Math.max(0, until - at),
    alarms,
    ...(load && { load }),
  };
}

const countsOf = (variant: {
  CurrentInstanceCount?: number | undefined;
  DesiredInstanceCount?: number | undefined;
}) => ({
  serving: variant.CurrentInstanceCount ?? 0,
  size: variant.DesiredInstanceCount ?? 0,
});

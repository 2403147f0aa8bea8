import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';
import type { Assumptions, Timings } from './assumptions.ts';
import { deploymentPlan } from './deployment-plan.ts';
import type { Phase } from './phase.ts';
import { rollingPlan } from './rolling-plan.ts';
import type { FleetSizes } from './traffic.ts';

/** The phases of an update by the policy of `config` that meets no trouble, for fleets of `sizes`. */
export type Planner = (
  config: Pick<DeploymentConfig, 'BlueGreenUpdatePolicy' | 'RollingUpdatePolicy'> | undefined,
  sizes: readonly FleetSizes[],
) => readonly Phase[];

/** How many plans are kept to be shared: more than a fleet of endpoints has policies. */
const keptPlans = 200;

/**
 * A planner that makes each plan once. A plan of ten steps is some 4 KB of small objects that every stage looks at;
 * ten thousand deployments by the same policy share one.
 */
export function createPlanner(timings: Timings, assumptions: Assumptions): Planner {
  const known = new Map<string, readonly Phase[]>();
  return ({ BlueGreenUpdatePolicy: blueGreen, RollingUpdatePolicy: rolling } = {}, sizes) => {
    const key = JSON.stringify([blueGreen, rolling, sizes]);
    const shared = known.get(key);
    if (shared !== undefined) return shared;
    const [only] = sizes;
    const plan =
      rolling !== undefined && only !== undefined
        ? rollingPlan(rolling, only, timings, assumptions)
        : deploymentPlan(blueGreen, sizes, timings, assumptions);
    if (known.size === keptPlans) known.clear();
    known.set(key, plan);
    return plan;
  };
}

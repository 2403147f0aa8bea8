import type { RollingUpdatePolicy } from '@aws-sdk/client-sagemaker';
import type { Assumptions, Timings } from './assumptions.ts';
import { instancesOf } from './capacity-size.ts';
import { type Phase, PhaseWriter } from './phase.ts';
import { blueBeside, type FleetSizes } from './traffic.ts';

/**
 * The phases of a rolling update that meets no trouble, as AWS's page on rolling deployments tells them: a batch of
 * the new fleet is provisioned, takes its part of the traffic, bakes, and a batch of the old one is terminated.
 *
 * 5 → 5 in batches of 2: green 2, 4, 5; blue 3, 1, 0 after each; at most 7 instances at a time.
 */
export function rollingPlan(
  policy: RollingUpdatePolicy,
  sizes: FleetSizes,
  timings: Timings,
  assumptions: Assumptions,
): readonly Phase[] {
  const batch = instancesOf(policy.MaximumBatchSize, sizes.green, assumptions);
  const plan = new PhaseWriter([{ blueUp: sizes.blue, blueOn: sizes.blue, greenUp: 0, greenOn: 0 }], timings);
  for (let before = 0; before < sizes.green; before += batch) {
    const greenOn = Math.min(before + batch, sizes.green);
    plan.provision('green', [greenOn - before]);
    plan.activate('green', [{ blueOn: blueBeside(greenOn, sizes), greenOn }]);
    plan.bake('WaitIntervalInSeconds', policy.WaitIntervalInSeconds ?? 0);
    plan.terminate('blue');
  }
  return plan.phases;
}

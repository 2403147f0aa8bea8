import type { RollingUpdatePolicy } from '@aws-sdk/client-sagemaker';
import type { Assumptions, Timings } from './assumptions.ts';
import { instancesOf } from './capacity-size.ts';
import { type Phase, PhaseWriter } from './phase.ts';
import type { Capacity, FleetSizes } from './traffic.ts';

/** Of a blue/green update: in this instant all traffic is back on blue, which is whole; then green goes. */
export function blueGreenRollback(capacity: readonly Capacity[], timings: Timings): readonly Phase[] {
  const onBlue = capacity.map((variant) => ({ ...variant, blueOn: variant.blueUp, greenOn: 0 }));
  const plan = new PhaseWriter(onBlue, timings);
  plan.terminate('green');
  return plan.phases;
}

/**
 * Of a rolling update, whose old instances are partly gone. In this instant the old ones that are still there take
 * their part of the traffic back, and the new ones that this leaves idle are terminated; then what is missing of
 * the old fleet is provisioned, turned on, and as much of the new one terminated, in batches of
 * RollbackMaximumBatchSize: all at once if that is absent or comes to the whole fleet (API reference, CapacitySize).
 *
 * 5 → 5 in batches of 2, in the second bake: 3 blue up, 1 on, and 4 green on. 3 blue and 2 green serve at once,
 * 2 green go; then blue + 2 and green - 2 (all at once), or twice 1 (batches of 1).
 */
export function rollingRollback(
  policy: RollingUpdatePolicy,
  capacity: Capacity,
  sizes: FleetSizes,
  timings: Timings,
  assumptions: Assumptions,
): readonly Phase[] {
  const batch = instancesOf(policy.RollbackMaximumBatchSize, sizes.blue, assumptions);
  const { blueUp, greenUp } = capacity;
  // Rounded up: either way the smaller fleet's number serves, and this leaves more.
  const greenBeside = (blueOn: number) =>
    Math.min(greenUp, sizes.green - Math.floor((sizes.green * blueOn) / sizes.blue));

  const plan = new PhaseWriter(
    [{ ...capacity, blueOn: blueUp, greenOn: Math.min(capacity.greenOn, greenBeside(blueUp)) }],
    timings,
  );
  plan.terminate('green');
  for (let before = blueUp; before < sizes.blue; before += batch) {
    const blueOn = Math.min(before + batch, sizes.blue);
    plan.provision('blue', [blueOn - before]);
    plan.activate('blue', [{ blueOn, greenOn: greenBeside(blueOn) }]);
    plan.terminate('green');
  }
  return plan.phases;
}

import type { BlueGreenUpdatePolicy } from '@aws-sdk/client-sagemaker';
import type { Assumptions, Timings } from './assumptions.ts';
import { instancesOf } from './capacity-size.ts';
import { type Phase, PhaseWriter } from './phase.ts';
import { blueBeside, type FleetSizes, type Traffic } from './traffic.ts';

/**
 * The phases of a blue/green update that meets no trouble, in order, as AWS's pages on all-at-once, canary and
 * linear traffic shifting tell them. Without a policy it is all at once with no bake (AWS's default).
 *
 * 5 → 5 by steps of 20 %, WaitInterval 300, TerminationWait 300: provision; then 1, 2, 3, 4 green on, each
 * baked 300 s; then all 5 on, baked 300 s (TerminationWait); terminate. A wait of 0 s is no bake.
 *
 * Each variant moves by its own step; one with fewer steps than another is wholly on green meanwhile.
 */
export function deploymentPlan(
  policy: BlueGreenUpdatePolicy | undefined,
  sizes: readonly FleetSizes[],
  timings: Timings,
  assumptions: Assumptions,
): readonly Phase[] {
  const waitInterval = policy?.TrafficRoutingConfiguration?.WaitIntervalInSeconds ?? 0;
  const terminationWait = policy?.TerminationWaitInSeconds ?? 0;
  const plan = new PhaseWriter(sizes.map(allOnBlue), timings);
  plan.provision(
    'green',
    sizes.map(({ green }) => green),
  );
  const variants = sizes.map((size) => shifts(policy, size, assumptions));
  const steps = Math.max(...variants.map((shift) => shift.length));
  for (let step = 0; step < steps; step += 1) {
    plan.activate(
      'green',
      variants.map((shift, variant) => shift[step] ?? allOnGreen(sizes[variant])),
    );
    const last = step === steps - 1;
    if (!last || assumptions.lastShiftBake === 'wait-interval-too') {
      plan.bake('WaitIntervalInSeconds', waitInterval);
    }
  }
  plan.bake('TerminationWaitInSeconds', terminationWait);
  plan.terminate('blue');
  return plan.phases;
}

const allOnBlue = ({ blue }: FleetSizes) => ({ blueUp: blue, blueOn: blue, greenUp: 0, greenOn: 0 });

const allOnGreen = (sizes: FleetSizes | undefined): Traffic => ({ blueOn: 0, greenOn: sizes?.green ?? 0 });

/** A variant's traffic after each shift; the last has all of green on and all of blue off. */
function shifts(
  policy: BlueGreenUpdatePolicy | undefined,
  sizes: FleetSizes,
  assumptions: Assumptions,
): Traffic[] {
  const routing = policy?.TrafficRoutingConfiguration;
  const whole = allOnGreen(sizes);
  switch (routing?.Type) {
    case undefined:
    case 'ALL_AT_ONCE':
      return [whole];
    case 'CANARY': {
      const canary = instancesOf(routing.CanarySize, sizes.green, assumptions);
      // Blue stays wholly on beside the canary.
      return canary < sizes.green ? [{ blueOn: sizes.blue, greenOn: canary }, whole] : [whole];
    }
    case 'LINEAR': {
      const step = instancesOf(routing.LinearStepSize, sizes.green, assumptions);
      const partial: Traffic[] = [];
      for (let greenOn = step; greenOn < sizes.green; greenOn += step) {
        partial.push({ blueOn: blueBeside(greenOn, sizes), greenOn });
      }
      return [...partial, whole];
    }
  }
}

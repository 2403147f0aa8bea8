import type { BlueGreenUpdatePolicy, CapacitySize } from '@aws-sdk/client-sagemaker';
import type { Assumptions, Timings } from './assumptions.ts';
import type { FleetSizes, Traffic } from './traffic.ts';

/** One stretch of a deployment, with the traffic that is in force while it lasts. */
export type Phase =
  /** Ends when the whole green fleet is up and healthy, however long that takes. */
  | { readonly kind: 'provisioning'; readonly traffic: Traffic }
  /** Traffic is being turned on: `target` is in force when the phase ends. */
  | {
      readonly kind: 'activating';
      readonly seconds: number;
      readonly traffic: Traffic;
      readonly target: Traffic;
    }
  /** The alarms are watched. */
  | {
      readonly kind: 'baking';
      readonly seconds: number;
      readonly traffic: Traffic;
      readonly wait: 'WaitIntervalInSeconds' | 'TerminationWaitInSeconds';
    }
  /** Blue is being terminated; there is no way back. */
  | { readonly kind: 'terminating'; readonly seconds: number; readonly traffic: Traffic };

/**
 * The phases of a blue/green update that meets no trouble, in order, as AWS's pages on all-at-once, canary and
 * linear traffic shifting tell them. Without a policy it is all at once with no bake (AWS's default).
 *
 * 5 → 5 by steps of 20 %, WaitInterval 300, TerminationWait 300: provision; then 1, 2, 3, 4 green on, each
 * baked 300 s; then all 5 on, baked 300 s (TerminationWait); terminate. A wait of 0 s is no bake.
 */
export function deploymentPlan(
  policy: BlueGreenUpdatePolicy | undefined,
  sizes: FleetSizes,
  timings: Timings,
  assumptions: Assumptions,
): readonly Phase[] {
  const waitInterval = policy?.TrafficRoutingConfiguration?.WaitIntervalInSeconds ?? 0;
  const terminationWait = policy?.TerminationWaitInSeconds ?? 0;
  let traffic: Traffic = { blueOn: sizes.blue, greenOn: 0 };
  const phases: Phase[] = [{ kind: 'provisioning', traffic }];
  const bake = (wait: 'WaitIntervalInSeconds' | 'TerminationWaitInSeconds', seconds: number) => {
    if (seconds > 0) phases.push({ kind: 'baking', seconds, traffic, wait });
  };

  for (const target of shifts(policy, sizes, assumptions)) {
    phases.push({ kind: 'activating', seconds: timings.activationSeconds, traffic, target });
    traffic = target;
    const last = target.greenOn === sizes.green;
    if (!last || assumptions.lastShiftBake === 'wait-interval-too')
      bake('WaitIntervalInSeconds', waitInterval);
  }
  bake('TerminationWaitInSeconds', terminationWait);
  phases.push({ kind: 'terminating', seconds: timings.terminationSeconds, traffic });
  return phases;
}

/** The traffic after each shift; the last has all of green on and all of blue off. */
function shifts(
  policy: BlueGreenUpdatePolicy | undefined,
  sizes: FleetSizes,
  assumptions: Assumptions,
): Traffic[] {
  const routing = policy?.TrafficRoutingConfiguration;
  const whole: Traffic = { blueOn: 0, greenOn: sizes.green };
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
        // "The same size" of blue goes off: 1 of 5 green on turns 3 × 1/5 = 0.6, so 0, of 3 blue off.
        const blueOff = Math.floor((sizes.blue * greenOn) / sizes.green);
        partial.push({ blueOn: sizes.blue - blueOff, greenOn });
      }
      return [...partial, whole];
    }
  }
}

/**
 * A capacity size in instances of a fleet of `count`, 1 to `count`. The size of a linear step is rounded once,
 * not at each step: 20 % of 7 = 1.4 → 2, so 2, 4, 6, 7.
 */
export function instancesOf(
  size: CapacitySize | undefined,
  count: number,
  assumptions: Pick<Assumptions, 'percentRounding'>,
): number {
  const value = size?.Value ?? count;
  if (size?.Type !== 'CAPACITY_PERCENT') return Math.min(value, count);
  // Multiplied first: 100 × 0.07 is not 7 in binary, 7 × 100 / 100 is.
  const exact = (value * count) / 100;
  const rounded = assumptions.percentRounding === 'up' ? Math.ceil(exact) : Math.round(exact);
  return Math.min(Math.max(rounded, 1), count);
}

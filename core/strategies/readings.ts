/**
 * How CAPACITY_PERCENT may become instances or traffic. AWS documents no rule (docs/assumptions.md).
 *
 * - `up`, `nearest`, `down`: the step is rounded once, never below one instance. 30 % of 5 is 1.5: 2, 2 or 1.
 * - `cumulative`: each step takes that much more of the traffic, with as many instances as it needs: 30 %, 60
 *   %,
 *   90 %, 100 % of 5 on 2, 3, 5, 5 instances.
 */
export type PercentRounding = 'up' | 'nearest' | 'down' | 'cumulative';

/** What AWS's documents leave open and a timeline depends on. docs/assumptions.md explains each. */
export interface Readings {
  readonly percentRounding: PercentRounding;
  /** The bake once all traffic is on green: TerminationWait alone, or WaitInterval before it. */
  readonly lastShiftBake: 'termination-wait' | 'wait-interval-too';
  /** Green's share of the traffic: its serving part of green's whole size, or of all serving instances. */
  readonly trafficShare: 'green-fleet-share' | 'active-instances';
}

const roundings: readonly PercentRounding[] = ['up', 'nearest', 'down', 'cumulative'];
const lastShiftBakes: readonly Readings['lastShiftBake'][] = ['termination-wait', 'wait-interval-too'];

/** Every combination of readings that changes the time, where `given` does not decide. */
export function readingsOf(given: Partial<Readings>): readonly Readings[] {
  const { percentRounding, lastShiftBake, trafficShare = 'green-fleet-share' } = given;
  return (percentRounding === undefined ? roundings : [percentRounding]).flatMap((rounding) =>
    (lastShiftBake === undefined ? lastShiftBakes : [lastShiftBake]).map((bake) => ({
      percentRounding: rounding,
      lastShiftBake: bake,
      trafficShare,
    })),
  );
}

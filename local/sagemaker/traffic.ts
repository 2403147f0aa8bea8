import type { Assumptions } from './assumptions.ts';

/** How many instances each fleet has; blue is the one that served before, green the new one. */
export interface FleetSizes {
  readonly blue: number;
  readonly green: number;
}

/** How many instances of each fleet take traffic. */
export interface Traffic {
  readonly blueOn: number;
  readonly greenOn: number;
}

/**
 * Green's share of all invocations, 0 to 1; blue has the rest. With 3 blue on and 1 of 3 green on (a canary)
 * that is 1/3 by `green-fleet-share` and 1/4 by `active-instances`; in a linear shift of equal fleets the two agree.
 */
export function greenShare(traffic: Traffic, sizes: FleetSizes, rule: Assumptions['trafficShare']): number {
  if (traffic.greenOn === 0) return 0;
  if (traffic.blueOn === 0) return 1;
  switch (rule) {
    case 'green-fleet-share':
      return traffic.greenOn / sizes.green;
    case 'active-instances':
      return traffic.greenOn / (traffic.greenOn + traffic.blueOn);
  }
}

/**
 * The promise of a blue/green deployment: at every instant at least as many instances serve as the smaller
 * fleet has. So 5 → 5 never drops below 5, and 3 → 5 never below 3.
 * @throws Error if `traffic` breaks it
 */
export function assertServing(traffic: Traffic, sizes: FleetSizes): void {
  const { blueOn, greenOn } = traffic;
  const possible = blueOn >= 0 && blueOn <= sizes.blue && greenOn >= 0 && greenOn <= sizes.green;
  if (!possible || blueOn + greenOn < Math.min(sizes.blue, sizes.green)) {
    throw new Error(
      `an endpoint that served must keep serving: ${blueOn} of ${sizes.blue} blue and ${greenOn} of ${sizes.green} green instances take traffic`,
    );
  }
}

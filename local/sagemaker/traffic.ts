import type { Assumptions } from './assumptions.ts';

/** Blue is the fleet that served before, green the new one. */
export type Colour = 'blue' | 'green';

/** How many instances of a variant each fleet has when it is whole. */
export interface FleetSizes {
  readonly blue: number;
  readonly green: number;
}

/** How many instances of a variant take traffic in each fleet. */
export interface Traffic {
  readonly blueOn: number;
  readonly greenOn: number;
}

/** How many instances of a variant are there, and how many of them take traffic. */
export interface Capacity extends Traffic {
  readonly blueUp: number;
  readonly greenUp: number;
}

/** How many instances `colour` has up. */
export const upOf = (capacity: Capacity | undefined, colour: Colour): number =>
  (colour === 'blue' ? capacity?.blueUp : capacity?.greenUp) ?? 0;

/** How many instances `colour` has on. */
export const onOf = (capacity: Traffic | undefined, colour: Colour): number =>
  (colour === 'blue' ? capacity?.blueOn : capacity?.greenOn) ?? 0;

/**
 * Green's share of a variant's invocations, 0 to 1; blue has the rest. With 3 blue on and 1 of 3 green on (a
 * canary) that is 1/3 by `green-fleet-share` and 1/4 by `active-instances`; in a linear shift of equal fleets the
 * two agree.
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
 * Each variant's share of all invocations: its weight over the sum of all weights (AWS, `InitialVariantWeight`).
 * 2 and 1 give 2/3 and 1/3. Weights that are all 0 are taken as equal.
 */
export function weightShares(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (sum > 0 ? weight / sum : 1 / weights.length));
}

/**
 * How much of blue is on once `greenOn` of green are: "the same size" of blue goes off, as a share of the fleet,
 * rounded down. 1 of 5 green on turns 3 × 1/5 = 0.6, so 0, of 3 blue off; 2 of 5 turn 1.2, so 1, off.
 */
export const blueBeside = (greenOn: number, sizes: FleetSizes): number =>
  sizes.blue - Math.floor((sizes.blue * greenOn) / sizes.green);

/**
 * The promise of a deployment to each variant: at every instant at least as many instances serve as the smaller
 * fleet has. So 5 → 5 never drops below 5, and 3 → 5 never below 3.
 * @throws Error if `capacity` breaks it
 */
export function assertServing(capacity: Capacity, sizes: FleetSizes): void {
  const { blueUp, blueOn, greenUp, greenOn } = capacity;
  const possible =
    blueOn >= 0 &&
    blueOn <= blueUp &&
    blueUp <= sizes.blue &&
    greenOn >= 0 &&
    greenOn <= greenUp &&
    greenUp <= sizes.green;
  if (!possible || blueOn + greenOn < Math.min(sizes.blue, sizes.green)) {
    throw new Error(
      `an endpoint that served must keep serving: ${blueOn} of ${blueUp} blue and ${greenOn} of ${greenUp} green instances take traffic, in fleets of ${sizes.blue} and ${sizes.green}`,
    );
  }
}

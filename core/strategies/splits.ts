import type { CapacitySize } from '../sagemaker.ts';
import type { PercentRounding, Readings } from './readings.ts';

/** The full number of instances of a variant in each fleet. */
export interface Sizes {
  readonly blue: number;
  readonly green: number;
}

/** A variant's traffic after a shift. */
export interface Split {
  /** Instances that take traffic. */
  readonly blueOn: number;
  readonly greenOn: number;
  /** Green's part of the variant's requests, 0 to 1. */
  readonly share: number;
}

/** A part of a fleet, as an exact fraction: `done` of `whole`. */
export interface Portion {
  readonly done: number;
  readonly whole: number;
  readonly greenOn: number;
}

/**
 * A variant's traffic when green has each of those portions; the last portion is everything.
 *
 * 2, 4, 5 of 5 of green on, and as large a share of blue off: 3, 1, 0 of 5 are left. If blue is of 3, 2/5 of
 * it is 1.2 and 4/5 is 2.4: rounded down, 2, 1, 0 are left, never fewer than the smaller fleet.
 *
 * @param besideBlue green is turned on beside all of blue, instead of replacing an equal part of it
 */
export function splitsOf(
  portions: readonly Portion[],
  sizes: Sizes,
  { trafficShare }: Pick<Readings, 'trafficShare'>,
  besideBlue = false,
): readonly Split[] {
  return portions.map(({ done, whole, greenOn }) => {
    if (done >= whole) return { blueOn: 0, greenOn, share: 1 };
    const blueOff = besideBlue ? 0 : Math.floor((sizes.blue * done) / whole);
    const blueOn = sizes.blue - blueOff;
    const ofActive = blueOn === 0 ? 1 : greenOn / (greenOn + blueOn);
    return { blueOn, greenOn, share: trafficShare === 'active-instances' ? ofActive : done / whole };
  });
}

/** The whole fleet at once. */
export const allInOne = (fleet: number): readonly Portion[] => [{ done: 1, whole: 1, greenOn: fleet }];

/** A part of that size first, then everything. */
export const firstAPart = (size: CapacitySize, fleet: number, rounding: PercentRounding) =>
  portionsBy(size, fleet, rounding, firstAndAll);

/** In steps of that size, until everything is on. 40 % of 5 by `up`: 2, 4, 5. */
export const inSteps = (size: CapacitySize, fleet: number, rounding: PercentRounding) =>
  portionsBy(size, fleet, rounding, upTo);

function portionsBy(
  size: CapacitySize,
  fleet: number,
  rounding: PercentRounding,
  stops: (whole: number, step: number) => readonly number[],
): readonly Portion[] {
  if (size.Type === 'CAPACITY_PERCENT' && rounding === 'cumulative') {
    return stops(100, size.Value).map((done) => ({
      done,
      whole: 100,
      greenOn: Math.ceil((fleet * done) / 100),
    }));
  }
  return stops(fleet, instancesIn(size, fleet, rounding)).map((done) => ({
    done,
    whole: fleet,
    greenOn: done,
  }));
}

/**
 * More steps than AWS ever takes: steps of 5 % are 20, or 39 if 1.95 instances are rounded down. A policy
 * beyond its limits is refused, but its timeline must stay small too.
 */
const mostSteps = 100;

/**
 * 1 of 250: 1, 250. `upTo` would make steps of at least 3 there (250 / 100, rounded up), so 3 would come
 * first. But here are only two steps, however small the first is, so it is used unchanged.
 */
const firstAndAll = (whole: number, step: number): readonly number[] =>
  step < whole ? [step, whole] : [whole];

/** 5 by steps of 2: 2, 4, 5. */
function upTo(whole: number, step: number): number[] {
  const stride = Math.max(step, Math.ceil(whole / mostSteps));
  const steps = Math.max(1, Math.ceil(whole / stride));
  return Array.from({ length: steps }, (_, index) => Math.min(whole, (index + 1) * stride));
}

/**
 * How many instances of a fleet a size is, at least one. `cumulative` has no size of its own: it counts as
 * `up`.
 */
export function instancesIn(size: CapacitySize, fleet: number, rounding: PercentRounding): number {
  if (size.Type === 'INSTANCE_COUNT') return Math.max(1, size.Value);
  const exact = (fleet * size.Value) / 100;
  switch (rounding) {
    case 'up':
    case 'cumulative':
      return Math.max(1, Math.ceil(exact));
    case 'nearest':
      return Math.max(1, Math.round(exact));
    case 'down':
      return Math.max(1, Math.floor(exact));
    default:
      return rounding satisfies never;
  }
}

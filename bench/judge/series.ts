import type { MinuteCounts } from '../../core/judge/counts.ts';

/** Numbers from 0 to 1 (1 excluded); the same for the same seed. */
export type Chance = () => number;

/** How requests come and fail, beside the rate. */
export type Behaviour = 'steady' | 'own bursts' | 'a hiccup' | 'sticky retries';

export interface Traffic {
  /** Of both fleets. */
  readonly requestsPerSecond: number;
  readonly blueRate: number;
  readonly greenRate: number;
  /** Green's share of the requests, minute by minute. */
  readonly shares: readonly number[];
  readonly behaviour: Behaviour;
}

/**
 * The minutes of a shift, drawn by chance. With bursts each fleet's rate is multiplied anew in each minute, by a log-normal
 * factor of its own with the mean 1; with a hiccup green alone fails ten times as often in three minutes; with retries a
 * request that failed comes back twice to the same fleet, and fails again.
 */
export function drawn(traffic: Traffic, chance: Chance): MinuteCounts[] {
  const { requestsPerSecond, blueRate, greenRate, shares, behaviour } = traffic;
  const hiccup = Math.floor(chance() * Math.max(1, shares.length - 3));
  const fleet = (requests: number, rate: number) => {
    const burst = behaviour === 'own bursts' ? Math.exp(sigma * normal(chance) - sigma ** 2 / 2) : 1;
    const failed = poisson(requests * Math.min(1, rate * burst), chance);
    const rest = poisson(requests * Math.max(0, 1 - rate * burst), chance);
    const events = behaviour === 'sticky retries' ? failed * 3 : failed;
    return { requests: events + rest, events };
  };
  return shares.map((share, index) => {
    const isHiccup = behaviour === 'a hiccup' && index >= hiccup && index < hiccup + 3;
    const all = requestsPerSecond * 60;
    return {
      at: index * 60_000,
      green: fleet(all * share, greenRate * (isHiccup ? 10 : 1)),
      blue: fleet(all * (1 - share), blueRate),
    };
  });
}

/** The bursts of the reference measurements: a factor between 0.55 and 1.8 in two thirds of the minutes. */
const sigma = 0.6;

/** Of the standard normal distribution. */
export const normal = (chance: Chance): number =>
  Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());

/** A count of which `mean` are expected. */
export function poisson(mean: number, chance: Chance): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(chance)));
  const end = Math.exp(-mean);
  let count = 0;
  for (let product = chance(); product > end; product *= chance()) count += 1;
  return count;
}

import type { MinuteCounts } from '../../../core/judge/counts.ts';
import { seededRandom } from '../../../local/random.ts';

/** What a series of minutes is drawn by. */
export interface SeriesOf {
  readonly seed: number;
  readonly minutes: number;
  /** Requests of both fleets in a minute, exactly. */
  readonly requests: number;
  /** Green's share of them, from 0 to 1. */
  readonly share: number;
  readonly blueRate: number;
  /** Of each minute, from 0. */
  readonly greenRate: (minute: number) => number;
}

/** Requests that go to green, and fail, each by chance: the same for the same seed. */
export function seriesOf({ seed, minutes, requests, share, blueRate, greenRate }: SeriesOf): MinuteCounts[] {
  const random = seededRandom(seed);
  return Array.from({ length: minutes }, (_, index) => {
    const green = { requests: 0, events: 0 };
    const blue = { requests: 0, events: 0 };
    for (let request = 0; request < requests; request += 1) {
      const isGreen = random.next() < share;
      const fleet = isGreen ? green : blue;
      fleet.requests += 1;
      if (random.next() < (isGreen ? greenRate(index) : blueRate)) fleet.events += 1;
    }
    return { at: index * 60_000, green, blue };
  });
}

/** A minute at `at`, of green's and blue's requests and events. */
export const aMinute = (
  at: number,
  [greenRequests, greenEvents]: readonly [number, number],
  [blueRequests, blueEvents]: readonly [number, number],
): MinuteCounts => ({
  at: at * 60_000,
  green: { requests: greenRequests, events: greenEvents },
  blue: { requests: blueRequests, events: blueEvents },
});

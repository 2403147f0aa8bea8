import type { EndpointTraffic } from './endpoint-traffic.ts';

/** One of the 168 hours of a week, in UTC. */
export interface HourOfWeek {
  /** `Sun` … `Sat`. */
  readonly day: string;
  /** From 0 to 23. */
  readonly hour: number;
  /** On average over the weeks that have requests in it. */
  readonly requestsPerSecond: number;
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const hourMs = 3_600_000;
/** 1 January 1970 was a Thursday. */
const firstDay = 4;
/** Less than a day says nothing of a week. */
const fewest = 24;

/** The hour of the week with the fewest requests, and the one with the most; undefined where less than a day is known. */
export function extremeHours({
  hours,
}: EndpointTraffic): { readonly quietest: HourOfWeek; readonly busiest: HourOfWeek } | undefined {
  const found = new Map<number, number[]>();
  for (const { at, requests } of hours) {
    const index = (Math.floor(at / hourMs) + firstDay * 24) % 168;
    found.set(index, [...(found.get(index) ?? []), requests]);
  }
  if (found.size < fewest) return undefined;
  const sorted = [...found]
    .map(
      ([index, all]): HourOfWeek => ({
        ...{ day: days[Math.floor(index / 24)] ?? '', hour: index % 24 },
        requestsPerSecond: all.reduce((sum, one) => sum + one, 0) / (all.length * 3600),
      }),
    )
    .toSorted((a, b) => a.requestsPerSecond - b.requestsPerSecond);
  const [quietest, busiest] = [sorted[0], sorted.at(-1)];
  return quietest && busiest && { quietest, busiest };
}

import type { CountedErrors } from './watched-errors.ts';

/** What an endpoint did in one hour, all its variants together. */
export interface TrafficHour {
  /** Its beginning: epoch milliseconds. */
  readonly at: number;
  readonly requests: number;
  readonly errors: Readonly<Record<CountedErrors, number>>;
}

/** An endpoint's own traffic of the last two weeks: the hours with requests, the oldest first. */
export interface EndpointTraffic {
  readonly hours: readonly TrafficHour[];
}

/** Hours that have about as many requests as each other. */
export interface TrafficLevel {
  readonly requestsPerSecond: number;
  /** Their part of all hours with requests, from 0 to 1. */
  readonly part: number;
}

/** The part of all requests that were errors, from 0 to 1. */
export const errorRate = ({ hours }: EndpointTraffic, errors: CountedErrors): number => {
  const all = hours.reduce((sum, { requests }) => sum + requests, 0);
  return all === 0 ? 0 : Math.min(1, hours.reduce((sum, hour) => sum + hour.errors[errors], 0) / all);
};

/** Requests a second, on average over the hours with requests; 0 without any. */
export const meanRequests = ({ hours }: EndpointTraffic): number =>
  hours.length === 0 ? 0 : hours.reduce((sum, { requests }) => sum + requests, 0) / (hours.length * 3600);

const mostLevels = 12;

/** Quiet and busy hours apart: an alarm by a share is wrong in quiet hours, one by a count in busy ones. */
export function trafficLevels({ hours }: EndpointTraffic): TrafficLevel[] {
  const sorted = hours.map(({ requests }) => requests).toSorted((a, b) => a - b);
  const levels = Math.min(mostLevels, sorted.length);
  return Array.from({ length: levels }, (_, level) => {
    const from = Math.floor((level * sorted.length) / levels);
    const to = Math.floor(((level + 1) * sorted.length) / levels);
    const requests = sorted.slice(from, to).reduce((sum, one) => sum + one, 0);
    return { requestsPerSecond: requests / ((to - from) * 3600), part: (to - from) / sorted.length };
  });
}

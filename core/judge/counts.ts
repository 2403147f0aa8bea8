/** What one fleet did in one minute: requests, and those of them that count as the event (failed, were slow …). */
export interface FleetCounts {
  readonly requests: number;
  readonly events: number;
}

/** One minute of both fleets. */
export interface MinuteCounts {
  /** The minute's beginning: epoch milliseconds. */
  readonly at: number;
  readonly green: FleetCounts;
  readonly blue: FleetCounts;
}

/** Green's share of the minute's requests, from 0 to 1; 0 if there were none. */
export function shareOf({ green, blue }: MinuteCounts): number {
  const requests = green.requests + blue.requests;
  return requests === 0 ? 0 : green.requests / requests;
}

export const eventsOf = ({ green, blue }: MinuteCounts): number => green.events + blue.events;

/** Whether both fleets had requests: only then is there something to compare. */
export const isCompared = ({ green, blue }: MinuteCounts): boolean => green.requests > 0 && blue.requests > 0;

/** The sum over all minutes. */
export function totalOf(minutes: readonly MinuteCounts[], of: 'green' | 'blue'): FleetCounts {
  return minutes.reduce(
    (sum, minute) => ({
      requests: sum.requests + minute[of].requests,
      events: sum.events + minute[of].events,
    }),
    { requests: 0, events: 0 },
  );
}

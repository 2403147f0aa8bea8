import type { MinuteCounts } from './counts.ts';
import type { BinLimit } from './score-bins.ts';

/** How many answers of each fleet fell into each bin in one minute. */
export interface ScoreMinute {
  /** The minute's beginning: epoch milliseconds. */
  readonly at: number;
  readonly green: readonly number[];
  readonly blue: readonly number[];
}

/** Something that an answer's score is or is not, and in which direction it is compared. */
export interface ScoreEvent {
  /** Follows `score`: `score among the old fleet's highest 10 %`. */
  readonly what: string;
  /** From the first of its bins to the last. */
  readonly first: number;
  readonly last: number;
  /** Of which bins it is a part, up to this one: of the numbers, or of all. */
  readonly of: number;
  /** Whether green must not have it too rarely, instead of too often. */
  readonly rarer?: true;
}

/**
 * The events that the bins are compared by: below and above each limit, too often and too rarely, which sees a shift best;
 * each bin between two limits, too often, which sees a constant; no number, and no score. For deciles, 46. Fewer answers
 * without a score are no fault.
 */
export function scoreEvents(limits: readonly BinLimit[]): ScoreEvent[] {
  const { length: numbers } = limits;
  const inner = limits.slice(1);
  const tails = [
    ...limits.map(({ below }, index) => ({ what: lowest(below), first: 0, last: index, of: numbers })),
    ...limits.map(({ below }, index) => ({
      what: highest(below),
      first: index + 1,
      last: numbers,
      of: numbers,
    })),
  ];
  return [
    ...tails,
    ...tails.map((tail) => ({ ...tail, rarer: true as const })),
    ...inner.map(({ below }, index) => ({
      what: `from the old fleet’s ${percent(limits[index]?.below ?? 0)} to its ${percent(below)}`,
      ...{ first: index + 1, last: index + 1, of: numbers },
    })),
    { what: 'that is no number', first: numbers + 1, last: numbers + 1, of: numbers + 2 },
    { what: 'missing', first: numbers + 2, last: numbers + 2, of: numbers + 2 },
  ];
}

const lowest = (below: number): string =>
  below === 0 ? 'below all of the old fleet’s' : `among the old fleet’s lowest ${percent(below)}`;
const highest = (below: number): string =>
  below === 1 ? 'above all of the old fleet’s' : `among the old fleet’s highest ${percent(1 - below)}`;
const percent = (part: number): string => `${Math.round(part * 100)} %`;

/** The same minutes as counts of one event. */
export const countsOf = (minutes: readonly ScoreMinute[], { first, last, of }: ScoreEvent): MinuteCounts[] =>
  minutes.map(({ at, green, blue }) => {
    const fleet = (bins: readonly number[]) => ({
      requests: sum(bins.slice(0, of + 1)),
      events: sum(bins.slice(first, last + 1)),
    });
    return { at, green: fleet(green), blue: fleet(blue) };
  });

/** The counts of which the first fleet must not have the event too often. */
export const directed = (minutes: readonly MinuteCounts[], { rarer }: ScoreEvent): readonly MinuteCounts[] =>
  rarer ? minutes.map(({ at, green, blue }) => ({ at, green: blue, blue: green })) : minutes;

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

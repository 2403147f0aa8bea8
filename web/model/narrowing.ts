import { isCompared, type MinuteCounts } from '../../core/judge/counts.ts';
import type { Finding } from '../../core/judge/finding.ts';
import { ratioOf } from '../../core/judge/interval.ts';
import type { Frame } from '../../core/recording/frame.ts';
import type { Recording } from '../../core/recording/recording.ts';
import { msOf } from './time.ts';
import { plannedEnd } from './timeline.ts';

/** How many times as often as blue's green's requests failed by an instant, and within which bounds that is sure. */
export interface Certainty {
  /** Epoch milliseconds. */
  readonly at: number;
  /** 0 and infinite where nothing is known. */
  readonly least: number;
  readonly most: number;
  /** Undefined if neither fails, infinite if only green does. */
  readonly value: number | undefined;
}

/** The chance that the bounds are ever wrong: what judges have if a manifest says nothing else. */
const falseAlarms = 0.01;
/** Each bound takes some milliseconds for hours of minutes. */
const mostPoints = 30;

/**
 * How the errors of both fleets compare, as minutes come: the bounds that a judge has (core/judge), which narrow as there is
 * more to go by. Empty if both fleets never had requests at once.
 */
export function certainties({ facts, traffic }: Pick<Recording, 'facts' | 'traffic'>): Certainty[] {
  if (traffic.kind === 'unknown') return [];
  const minutes = traffic.periods
    .map(
      ({ at, green, blue }): MinuteCounts => ({
        at,
        green: { requests: green.requests, events: green.errors5xx },
        blue: { requests: blue.requests, events: blue.errors5xx },
      }),
    )
    .filter(isCompared);
  const begins = facts.phases.shifting;
  const ends = plannedEnd(facts);
  const planned =
    begins === undefined || ends === undefined ? minutes.length : Math.max(1, (ends - msOf(begins)) / 60_000);
  const every = Math.ceil(minutes.length / mostPoints);
  return minutes.flatMap(({ at }, n): Certainty[] => {
    const isLast = n === minutes.length - 1;
    if ((n + 1) % every !== 0 && !isLast) return [];
    const { least, most, value } = ratioOf(minutes.slice(0, n + 1), { falseAlarms, planned });
    return [{ at: at + traffic.periodSeconds * 1000, least, most, value }];
  });
}

/** The newest finding at an instant, and of those the one with the most evidence; undefined where no judge has looked. */
export const newestFinding = ({ gates }: Frame): Finding | undefined =>
  gates
    .flatMap(({ judged = [] }) => judged)
    .reduce<Finding | undefined>(
      (best, one) => (best === undefined || isNewer(one, best) ? one : best),
      undefined,
    );

function isNewer(one: Finding, best: Finding): boolean {
  const [at, before] = [one, best].map(({ to }) => (to === undefined ? 0 : msOf(to))) as [number, number];
  return at === before ? one.evidence > best.evidence : at > before;
}

/** Milliseconds until a judge decides, if what is still needed comes as quickly as what came; undefined if that is not known. */
export function decidesIn({ verdict, timesMore, from, to }: Finding): number | undefined {
  if ((verdict !== 'MARGINAL' && verdict !== 'NO-DATA') || timesMore === undefined) return undefined;
  if (from === undefined || to === undefined) return undefined;
  return Math.max(0, timesMore - 1) * (msOf(to) - msOf(from) + 60_000);
}

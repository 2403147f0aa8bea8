import type { Freeze } from './freeze.ts';
import { isWithin, nextBeginning, type Weekly } from './weekly.ts';
import { day, localAt, offsetChange } from './zone.ts';

/**
 * When a release may begin: within any of the hours (always, if there are none), and outside every freeze.
 */
export interface Opening {
  readonly allow: readonly Weekly[];
  readonly freeze: readonly Freeze[];
}

/** How far to look ahead: Step Functions ends an execution after a year (Quotas, Standard workflows). */
const horizon = 366 * day;

export const frozenBy = ({ freeze }: Opening, instant: number): Freeze | undefined =>
  freeze.find(({ from, to }) => instant >= from && instant < to);

export const isOpen = (opening: Opening, instant: number): boolean =>
  frozenBy(opening, instant) === undefined &&
  (opening.allow.length === 0 || opening.allow.some((weekly) => isWithin(weekly, instant)));

/** The first open instant from `now` on; undefined if there is none within a year. */
export function nextOpening(opening: Opening, now: number): number | undefined {
  let at = now;
  while (at <= now + horizon) {
    const frozen = frozenBy(opening, at);
    if (frozen === undefined && isOpen(opening, at)) return at;
    at = frozen?.to ?? Math.min(...opening.allow.map((weekly) => nextChange(weekly, at)));
  }
  return undefined;
}

/**
 * The next instant after `at` at which closed hours may open: they begin, or the clock changes (02:30 may
 * directly follow 01:59, or 02:00 may come again after 02:59). Between clock changes, local time runs like
 * UTC. So local arithmetic is used only up to the next change, and for at most a day at a time.
 */
function nextChange(weekly: Weekly, at: number): number {
  const local = localAt(weekly.zone, at);
  const begins = at + (nextBeginning(weekly, local) - local);
  const limit = Math.min(begins, at + day);
  return offsetChange(weekly.zone, at, limit) ?? limit;
}

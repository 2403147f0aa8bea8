import type { Freeze } from './freeze.ts';
import { isWithin, nextBeginning, type Weekly } from './weekly.ts';
import { day, localAt, offsetChange } from './zone.ts';

/** When a release may begin: within any of the hours (always, if there are none), and in no freeze. */
export interface Opening {
  readonly allow: readonly Weekly[];
  readonly freeze: readonly Freeze[];
}

/** How far ahead is looked: Step Functions ends an execution after a year (Quotas, Standard workflows). */
const horizon = 366 * day;

export const frozenBy = ({ freeze }: Opening, instant: number): Freeze | undefined =>
  freeze.find(({ from, to }) => instant >= from && instant < to);

export const isOpen = (opening: Opening, instant: number): boolean =>
  frozenBy(opening, instant) === undefined &&
  (opening.allow.length === 0 || opening.allow.some((weekly) => isWithin(weekly, instant)));

/** The first instant from `now` on at which it is open; undefined if there is none within a year. */
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
 * The next instant after `at` at which closed hours may open: they begin, or the clock is changed (02:30 may be next
 * after 01:59, or 02:00 once more after 02:59). Between changes of the clock local time runs as UTC does, so what is
 * local is looked for up to the next change only; a day at most, and then again.
 */
function nextChange(weekly: Weekly, at: number): number {
  const local = localAt(weekly.zone, at);
  const begins = at + (nextBeginning(weekly, local) - local);
  const limit = Math.min(begins, at + day);
  return offsetChange(weekly.zone, at, limit) ?? limit;
}

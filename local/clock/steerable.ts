import type { Clock } from './clock.ts';

/** A clock that can be paused, moved forward and made faster or slower while the simulation runs on it. */
export interface SteerableClock extends Clock {
  readonly paused: boolean;
  /** Simulated seconds per host second, while it isn't paused. */
  readonly speed: number;
  /** When the next sleeper is due; undefined if nobody sleeps. */
  nextDue(): number | undefined;
  /** From now on `now` stands still, and nothing that lies ahead becomes due. */
  pause(): void;
  /** Goes on from where it stands: the host time spent in the pause is nothing to it. */
  resume(): void;
  /** @throws RangeError unless `speed` is a finite number above 0 */
  setSpeed(speed: number): void;
  /**
   * Jumps forward by `ms`, paused or not, waking on the way every sleeper that comes due, in order and each at its
   * own instant; all that one sets going settles, host work included, before the next wakes. Resolves when the
   * last has settled. Jumps asked for at the same time are made one after the other.
   *
   * @throws RangeError if something re-arms itself without end
   */
  advance(ms: number): Promise<void>;
  /**
   * Jumps like `advance`, to `instant`.
   * @throws RangeError if `instant` is in the past, too
   */
  advanceTo(instant: number): Promise<void>;
  /** Jumps like `advance`, to when the next sleeper is due. False if nobody sleeps. */
  advanceToNext(): Promise<boolean>;
}

export const isSteerable = (clock: Clock): clock is SteerableClock => 'advanceTo' in clock;

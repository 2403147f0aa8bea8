import type { CancelSignal } from './cancellation.ts';
import { hostNow } from './host.ts';
import { HostWork, turn } from './host-work.ts';
import { Sleepers } from './sleepers.ts';
import type { SteerableClock } from './steerable.ts';

/** setTimeout holds at most 2^31 - 1 ms (24.8 days); a longer wait is made of several. */
const longestTimer = 2 ** 31 - 1;

/** More wake-ups than any one jump needs; past it, something re-arms itself without end. */
const wakeUpLimit = 2_000_000;

/**
 * A clock that runs `speed` times as fast as the host's: now = start + speed × host time elapsed. Speed 1 is real
 * time. It never stops of itself: a laptop that slept finds the simulated hours gone by, as AWS would be.
 *
 * Time never passes a sleeper: until it has been woken, and what it does at once is done, `now` stands at its due
 * instant, however late the host's timer is; then it catches up. So sleepers wake in the order and at the very
 * instants that they would under a virtual clock, and the same simulation goes through the same states.
 */
export class ScaledClock implements SteerableClock {
  #speed: number;
  #paused = false;
  /** A jump is under way: only it moves time. */
  #jumping = false;
  /** What was read where time's pace last changed: from there on it is counted. */
  #since: { readonly host: number; readonly simulated: number };
  /** The due instant of the sleeper that was just woken, while it does what it does at once. */
  #held: number | undefined;
  #latest = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #waking: Promise<void> = Promise.resolve();
  #jumps: Promise<unknown> = Promise.resolve();
  readonly #sleepers = new Sleepers(() => this.#arm());
  readonly #work = new HostWork();

  /** @throws RangeError unless `speed` is a finite number above 0 */
  constructor(speed = 1) {
    this.#speed = checkedSpeed(speed);
    const now = hostNow();
    this.#since = { host: now, simulated: now };
  }

  get speed(): number {
    return this.#speed;
  }

  get paused(): boolean {
    return this.#paused;
  }

  now(): number {
    const next = this.#sleepers.next() ?? Number.POSITIVE_INFINITY;
    // The host's date may be set back; time isn't.
    this.#latest = Math.max(this.#latest, this.#held ?? Math.min(this.#reached(), next));
    return this.#latest;
  }

  sleep(ms: number, signal?: CancelSignal): Promise<void> {
    return this.#sleepers.add(this.now() + Math.max(0, ms), signal);
  }

  io<T>(work: () => Promise<T>): Promise<T> {
    return this.#work.track(work());
  }

  nextDue(): number | undefined {
    return this.#sleepers.next();
  }

  pause(): void {
    this.#countFrom(this.now());
    this.#paused = true;
    this.#arm();
  }

  resume(): void {
    this.#countFrom(this.#reached());
    this.#paused = false;
    this.#arm();
  }

  setSpeed(speed: number): void {
    checkedSpeed(speed);
    this.#countFrom(this.#reached());
    this.#speed = speed;
    this.#arm();
  }

  advance(ms: number): Promise<void> {
    return this.#whenFree(() => this.#jump(this.now() + ms));
  }

  advanceTo(instant: number): Promise<void> {
    return this.#whenFree(() => this.#jump(instant));
  }

  advanceToNext(): Promise<boolean> {
    return this.#whenFree(async () => {
      const due = this.#sleepers.next();
      if (due !== undefined) await this.#jump(due);
      return due !== undefined;
    });
  }

  /** One jump after the other. */
  #whenFree<T>(jump: () => Promise<T>): Promise<T> {
    const result = this.#jumps.then(jump);
    this.#jumps = result.catch(() => undefined);
    return result;
  }

  async #jump(instant: number): Promise<void> {
    if (!(instant >= this.now())) {
      throw new RangeError(
        `expected an instant not before ${iso(this.now())}, got ${iso(instant)}: time can't go back`,
      );
    }
    this.#countFrom(this.now());
    this.#jumping = true;
    try {
      await this.#waking;
      await this.#work.settle();
      for (let wakeUps = 0; ; wakeUps += 1) {
        const due = this.#sleepers.next();
        if (due === undefined || due > instant) break;
        if (wakeUps === wakeUpLimit) {
          throw new RangeError(
            `${wakeUpLimit} wake-ups by ${iso(due)}: something re-arms itself without end`,
          );
        }
        this.#countFrom(due);
        await this.#wakeNext(due);
        await this.#work.settle();
      }
      this.#countFrom(instant);
    } finally {
      this.#countFrom(this.now());
      this.#jumping = false;
      this.#arm();
    }
  }

  /** How far time may go as far as the host's is concerned. */
  #reached(): number {
    const { host, simulated } = this.#since;
    if (this.#paused || this.#jumping) return simulated;
    return Math.floor(simulated + this.#speed * (hostNow() - host));
  }

  #countFrom(simulated: number): void {
    this.#since = { host: hostNow(), simulated };
  }

  /** Sets the host's timer for whoever is due next. One timer at a time: nobody is woken out of order. */
  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const due = this.#sleepers.next();
    if (due === undefined || this.#jumping || this.#held !== undefined) return;
    const ahead = due - this.#reached();
    if (ahead > 0 && this.#paused) return;
    const hostMs = Math.max(0, Math.ceil(ahead / this.#speed));
    this.#timer = setTimeout(
      () => {
        this.#waking = this.#wakeAllDue();
      },
      Math.min(hostMs, longestTimer),
    );
  }

  async #wakeAllDue(): Promise<void> {
    for (;;) {
      const due = this.#sleepers.next();
      if (due === undefined || due > this.#reached() || this.#jumping) break;
      await this.#wakeNext(due);
    }
    // Timers may fire a millisecond early, and a long wait is made of several.
    this.#arm();
  }

  async #wakeNext(due: number): Promise<void> {
    this.#held = due;
    this.#sleepers.wakeNext();
    await turn();
    this.#held = undefined;
  }
}

function checkedSpeed(speed: number): number {
  if (Number.isFinite(speed) && speed > 0) return speed;
  throw new RangeError(`speed: expected a number above 0 (1 is real time), got ${speed}`);
}

const iso = (instant: number): string =>
  Math.abs(instant) <= 8.64e15 ? new Date(instant).toISOString() : String(instant);

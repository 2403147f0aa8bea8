/** How many calls may be made: so many at once, and `perSecond` from then on. */
export interface Allowance {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * "chat.postMessage … will generally allow an app to post 1 message per second to a specific channel … Generous
 * burst behavior is also granted"; incoming webhooks likewise. The burst is not documented; about 25 was measured
 * (RamblingCookieMonster/PSSlack issue 52).
 */
export const postAllowance: Allowance = { perSecond: 1, burst: 25 };

/** Tier 3, "50+ per minute", of chat.update; Tier 4, "100+", of the rest that is covered. */
export const tier3: Allowance = { perSecond: 50 / 60, burst: 50 };
export const tier4: Allowance = { perSecond: 100 / 60, burst: 100 };

/** A bucket that fills with the clock and that each call takes one from. */
export class RateLimit {
  readonly #now: () => number;
  #allowance: Allowance;
  #left: number;
  #at: number;

  constructor(now: () => number, allowance: Allowance) {
    this.#now = now;
    this.#allowance = allowance;
    this.#left = allowance.burst;
    this.#at = now();
  }

  set(allowance: Allowance): void {
    this.#allowance = allowance;
    this.#left = allowance.burst;
    this.#at = this.#now();
  }

  /** Undefined if the call may be made; else after how many whole seconds it may. */
  take(): number | undefined {
    const now = this.#now();
    const { perSecond, burst } = this.#allowance;
    this.#left = Math.min(burst, this.#left + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
    // A third of a thousandth of a call is a matter of floating point, not of rates.
    if (this.#left >= 1 - 1e-9) {
      this.#left -= 1;
      return undefined;
    }
    return Math.max(1, Math.ceil((1 - this.#left) / perSecond));
  }
}

/** Of more different values than this in one span of time, close ones are taken for one: memory stays bounded. */
const mostValues = 2_000;

/**
 * How often each value was measured: what percentiles are made of. Exact up to 2,000 different values; beyond,
 * values within 1 % of one another are taken for the one in the middle (an error of at most 0.5 %, 2,000 of them
 * span more than 8 decades), and within 2 %, 4 % … if even that leaves too many.
 */
export class Distribution {
  readonly #counts = new Map<number, number>();
  /** How far apart values stay, as a natural logarithm; 0 for exact. */
  #step = 0;

  add(value: number, count = 1): void {
    this.#count(value, count);
    while (this.#counts.size > mostValues) {
      this.#step = this.#step === 0 ? Math.log(1.01) : this.#step * 2;
      const fine = [...this.#counts];
      this.#counts.clear();
      for (const [finer, times] of fine) this.#count(finer, times);
    }
  }

  addAll(other: Distribution): void {
    for (const [value, count] of other.#counts) this.add(value, count);
  }

  /** Each value with its count, in ascending order. */
  sorted(): readonly (readonly [value: number, count: number])[] {
    return [...this.#counts].sort(([a], [b]) => a - b);
  }

  #count(value: number, count: number): void {
    const kept =
      this.#step === 0 || value === 0
        ? value
        : Math.sign(value) * Math.exp(Math.round(Math.log(Math.abs(value)) / this.#step) * this.#step);
    this.#counts.set(kept, (this.#counts.get(kept) ?? 0) + count);
  }
}

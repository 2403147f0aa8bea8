/** Host resources that mean untracked work is under way: a leaf somebody forgot to wrap in `io`. */
const untracked = /^(FSReq|Immediate|GetAddrInfo|Zlib)/i;

/** Lets every microtask run: none is left when a fresh `setImmediate` comes. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The leaves that are open on a clock (see `Clock.io`), and when all that was set going has settled. */
export class HostWork {
  #open = 0;
  readonly #waiting: (() => void)[] = [];

  /** Counts `leaf` as open until it settles. */
  track<T>(leaf: Promise<T>): Promise<T> {
    this.#open += 1;
    return leaf.finally(() => {
      this.#open -= 1;
      if (this.#open > 0) return;
      for (const idle of this.#waiting.splice(0)) idle();
    });
  }

  /**
   * Resolves when nothing can happen any more without time moving: after a fresh turn with no leaf open, only a
   * sleeper is runnable.
   *
   * @param onLeak told the kinds of host work seen in flight outside any leaf, which is waited for too
   */
  async settle(onLeak: (kinds: readonly string[]) => void = () => {}): Promise<void> {
    for (;;) {
      await turn();
      if (this.#open > 0) {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        continue;
      }
      const leaked = process.getActiveResourcesInfo().filter((kind) => untracked.test(kind));
      if (leaked.length === 0) return;
      onLeak(leaked);
    }
  }
}

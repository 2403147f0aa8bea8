/** Those who want to be told of something, in the order they came. */
export interface Listeners<T> {
  /** Returns how to stop listening. */
  readonly add: (listener: (told: T) => void) => () => void;
  /** Tells all. What a listener throws is its own affair: it is warned of, and the others are told. */
  readonly tell: (told: T) => void;
}

export function listeners<T>(): Listeners<T> {
  const all = new Set<(told: T) => void>();
  return {
    add(listener) {
      all.add(listener);
      return () => all.delete(listener);
    },
    tell(told) {
      for (const listener of all) {
        try {
          listener(told);
        } catch (error) {
          process.emitWarning(error instanceof Error ? error : String(error));
        }
      }
    },
  };
}

/** The stored progress of a press. */
export interface TakenPress {
  /** When it was first taken, in epoch milliseconds, as is `answeredAt`. */
  readonly takenAt: number;
  /** Its result, once known. */
  readonly answer?: string | undefined;
  /** When the person who pressed got the answer. After that there is nothing left to do. */
  readonly answeredAt?: number | undefined;
}

/** Presses of buttons by key. Each counts once, however often it is delivered. */
export interface Presses {
  /** Returns the stored press. Stores it first if it is new. */
  take(key: string, now: number): Promise<TakenPress>;
  /** Stores the result and returns the stored one: the first result wins. */
  settle(key: string, answer: string): Promise<string>;
  /** Records that the person who pressed got the answer. */
  close(key: string, now: number): Promise<void>;
}

/** How far a press has come. */
export interface TakenPress {
  /** When it was first taken. Epoch milliseconds; so is the other. */
  readonly takenAt: number;
  /** What came of it, once that is known. */
  readonly answer?: string | undefined;
  /** When whoever pressed was told: then there is nothing left to do. */
  readonly answeredAt?: number | undefined;
}

/** Presses of buttons by their keys: each counts once, however often it is delivered. */
export interface Presses {
  /** As it is kept: taken now, if it was not before. */
  take(key: string, now: number): Promise<TakenPress>;
  /** What came of it: the first answer stands, and is what is returned. */
  settle(key: string, answer: string): Promise<string>;
  /** Whoever pressed was told. */
  close(key: string, now: number): Promise<void>;
}
